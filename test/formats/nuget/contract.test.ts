import { describeFormatContract } from '../../contract/contract-suite';
import { nugetAdapter } from '../../contract/nuget';

describeFormatContract(nugetAdapter);
