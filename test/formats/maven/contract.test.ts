import { describeFormatContract } from '../../contract/contract-suite';
import { mavenAdapter } from '../../contract/maven';

describeFormatContract(mavenAdapter);
