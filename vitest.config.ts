import solid from 'vite-plugin-solid'
import { defineConfig } from 'vitest/config'

const seconds = (n: number) => n * 1000

/**
 * One project a kind of test. `unit`, `property` and `web` need nothing but Node; `engine` makes
 * real containers and `e2e` drives a real browser, so these two run one file after the other.
 */
export default defineConfig({
  test: {
    teardownTimeout: seconds(60),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          testTimeout: seconds(10),
        },
      },
      {
        test: {
          name: 'property',
          include: ['tests/property/**/*.test.ts'],
          testTimeout: seconds(30),
        },
      },
      {
        plugins: [solid()],
        test: {
          name: 'web',
          include: ['tests/web/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
          testTimeout: seconds(15),
        },
      },
      {
        test: {
          name: 'engine',
          include: ['tests/engine/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: seconds(120),
          hookTimeout: seconds(180),
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: seconds(300),
          hookTimeout: seconds(300),
        },
      },
    ],
  },
})
