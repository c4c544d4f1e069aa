import { describeFormatContract } from '../../contract/contract-suite';
import { describeHostileArchives } from '../../contract/hostile-archives';
import { nugetAdapter } from '../../contract/nuget';

describeFormatContract(nugetAdapter);
describeHostileArchives(nugetAdapter);
