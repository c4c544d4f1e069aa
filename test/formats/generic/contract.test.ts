import { describeFormatContract } from '../../contract/contract-suite';
import { genericAdapter } from '../../contract/generic';

describeFormatContract(genericAdapter);
