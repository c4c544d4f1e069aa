import { describeFormatContract } from '../../contract/contract-suite';
import { describeHostileArchives } from '../../contract/hostile-archives';
import { rubyAdapter } from '../../contract/ruby';

describeFormatContract(rubyAdapter);
describeHostileArchives(rubyAdapter);
