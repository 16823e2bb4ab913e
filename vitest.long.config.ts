import { defineConfig } from 'vitest/config';
import { shared } from './vitest.config.ts';

/** Whole cycles and killed processes: `npm run evidence:cycles`. */
export default defineConfig({ test: { ...shared, include: ['test/**/*.long.test.ts'], testTimeout: 120_000 } });
