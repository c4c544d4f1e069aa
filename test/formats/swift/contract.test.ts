import { describeFormatContract } from '../../contract/contract-suite';
import { describeHostileArchives } from '../../contract/hostile-archives';
import { swiftAdapter } from '../../contract/swift';

describeFormatContract(swiftAdapter);
describeHostileArchives(swiftAdapter);
