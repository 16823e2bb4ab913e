import { configDefaults, defineConfig } from 'vitest/config';

export const shared = {
  pool: 'forks' as const,
  // Two cores: more forks than that only make the real servers time out.
  maxWorkers: 2,
  hookTimeout: 120_000,
  globalSetup: ['test/support/global-setup.ts'],
};

export default defineConfig({
  test: { ...shared, include: ['test/**/*.test.ts'], exclude: [...configDefaults.exclude, 'test/**/*.long.test.ts'], testTimeout: 60_000 },
});
