import { balanceConfigSchema, type BalanceConfig } from '../../core/balancing/config.ts';
import { sectionOfFile } from '../section-file.ts';

/** The `balance:` section, alone in its file or under its name; the defaults where there is no file. */
export const balanceConfiguration = (path: string | undefined): Promise<BalanceConfig> => sectionOfFile(path, 'balance', balanceConfigSchema);
