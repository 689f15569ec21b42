import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import LongestFirst from './test/support/longest-first.ts'

const alias = { '@liangti/models': fileURLToPath(new URL('./packages/models/src/index.ts', import.meta.url)) }
const shared = { pool: 'forks' as const, testTimeout: 30_000, hookTimeout: 120_000 }

/** Names say what a test needs: *.test.ts nothing, *.engine.test.ts both engines, *.e2e.test.ts a browser, *.fault.test.ts processes it may kill. */
export default defineConfig({
  resolve: { alias },
  test: {
    reporters: process.env.CI ? ['default'] : ['default'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'unit',
          // Nothing here keeps a state of its own between files; loading the modules anew for each took half of the time.
          isolate: false,
          globalSetup: ['test/support/scratch.ts'],
          // Real files through whole methods take seconds, and more on a busy machine.
          testTimeout: 90_000,
          include: ['test/**/*.test.ts'],
          exclude: ['**/*.engine.test.ts', '**/*.e2e.test.ts', '**/*.fault.test.ts'],
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'engine',
          // As above; who needs modules of its own loads them anew (vi.resetModules).
          isolate: false,
          include: ['test/**/*.engine.test.ts'],
          globalSetup: ['test/support/shared-engines.ts'],
          testTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'fault',
          // Kills fall at random moments of processes that race; what fails twice in a row is a fault of ours.
          retry: 1,
          include: ['test/**/*.fault.test.ts'],
          testTimeout: 600_000,
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'e2e',
          include: ['test/**/*.e2e.test.ts'],
          // Not a test: it draws the pictures of the README, on request.
          exclude: process.env.LIANGTI_PICTURES ? [] : ['test/e2e/pictures.e2e.test.ts'],
          testTimeout: 300_000,
          maxWorkers: 2,
        },
      },
    ],
  },
})
