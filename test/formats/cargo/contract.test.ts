import { cargoAdapter } from '../../contract/cargo';
import { describeFormatContract } from '../../contract/contract-suite';
import { describeHostileArchives } from '../../contract/hostile-archives';

describeFormatContract(cargoAdapter);
describeHostileArchives(cargoAdapter);
