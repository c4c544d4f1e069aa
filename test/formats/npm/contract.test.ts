import { describeFormatContract } from '../../contract/contract-suite';
import { npmAdapter } from '../../contract/npm';

describeFormatContract(npmAdapter);
