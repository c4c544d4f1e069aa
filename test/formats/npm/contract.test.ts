import { describeFormatContract } from '../../contract/contract-suite';
import { describeHostileArchives } from '../../contract/hostile-archives';
import { npmAdapter } from '../../contract/npm';

describeFormatContract(npmAdapter);
describeHostileArchives(npmAdapter);
