import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Bench, BenchContext } from './bench.ts'

/** A start on an empty folder and, after that, on the folder it left: until the console's API answers. */
export const startBench: Bench = {
  id: 'start',
  summary: { en: 'first and later start until the API answers', zh: '首次与后续启动至 API 可用的耗时' },
  async run(context) {
    const dataDir = join(context.scratch, 'start')
    context.report('first start …')
    const first = await secondsToAnswer(context, dataDir, 41_871)
    context.report('later start …')
    const later = await secondsToAnswer(context, dataDir, 41_872)
    return [
      { name: 'first start, built, no demo', value: first, unit: 's', budget: null },
      { name: 'later start', value: later, unit: 's', budget: { atMost: 5 } },
    ]
  },
}

async function secondsToAnswer({ root }: BenchContext, dataDir: string, port: number): Promise<number> {
  const began = performance.now()
  const child = spawn(
    process.execPath,
    [join(root, 'bin/liangti'), 'start', '--no-demo', '--port', String(port), '--data', dataDir],
    {
      stdio: 'ignore',
      env: { ...process.env, LIANGTI_LOG_LEVEL: 'error' },
    },
  )
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  try {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${port}/api/session`).catch(() => null)
      if (answer?.ok) return (performance.now() - began) / 1000
      if (child.exitCode !== null)
        throw new Error(`liangti start ended with ${child.exitCode}; run it by hand to see why`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  } finally {
    child.kill('SIGTERM')
    await gone
  }
}
