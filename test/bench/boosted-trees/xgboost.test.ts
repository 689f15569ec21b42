import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  compileScorer,
  type FeatureTable,
  featureTable,
  fitBoostedTrees,
  fitBoostedTreesOn,
} from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { startThreads } from '../../../src/cli/lab/thread/threads.ts'
import { areaUnderCurve } from '../../models/trees/telco.ts'
import { madeRows } from './made-rows.ts'

// Minutes of work and a rival that is not the project's own: run on request, `LIANGTI_BENCH=250000x50` (rows × columns),
// after `node scripts/build.mjs lab-worker`.
const [rows = 0, width = 0] = (process.env.LIANGTI_BENCH ?? '').split('x').map(Number)
const python = '/usr/bin/python3'
const hasRival = rows > 0 && spawnSync(python, ['-c', 'import xgboost']).status === 0
if (rows > 0 && !hasRival) console.log('skipped: no xgboost here; Debian has it as python3-xgboost')

interface Rival {
  version: string
  cpuSeconds: number
  scores: number[]
}

function rivalOf(columns: readonly Float32Array[], target: Float64Array, threads: number): Rival {
  const folder = mkdtempSync(join(tmpdir(), 'liangti-bench-'))
  try {
    const path = join(folder, 'columns.f32')
    const file = openSync(path, 'w')
    for (const column of [...columns, Float32Array.from(target)]) writeSync(file, column)
    closeSync(file)
    const script = join(import.meta.dirname, 'rival.py')
    const answer = execFileSync(python, [script, path, String(rows), String(width), String(threads)], {
      maxBuffer: 1e9,
    })
    return JSON.parse(answer.toString()) as Rival
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** CPU seconds of all threads of this process while it runs. */
async function cpuSeconds<T>(run: () => T | Promise<T>): Promise<[T, number]> {
  const before = process.cpuUsage()
  const result = await run()
  const { user, system } = process.cpuUsage(before)
  return [result, (user + system) / 1e6]
}

describe.skipIf(!hasRival)('boosted trees beside xgboost hist: 100 trees, depth 6', () => {
  it.each([1, 2])(
    'come within .003 of its AUC; training CPU side by side, %i thread(s)',
    { timeout: 3_600_000 },
    async (count) => {
      const { columns, target } = madeRows(rows, width, 7)
      const train = Math.floor(rows * 0.8)
      const part = (from: number, to: number): FeatureTable =>
        featureTable(
          columns.map((values, c) => ({ kind: 'numeric', name: `c${c}`, values: values.subarray(from, to) })),
        )
      const unseen = target.slice(train)
      const rival = rivalOf(columns, target, count)
      const rivalAuc = areaUnderCurve(Float64Array.from(rival.scores), unseen)
      const figures = [
        `xgboost ${rival.version}: ${rival.cpuSeconds.toFixed(2)} CPU s, AUC ${rivalAuc.toFixed(5)}`,
      ]
      const threads =
        count > 1 ? startThreads(count, new URL('../../../dist/lab-worker.js', import.meta.url)) : null
      for (const gradients of ['auto', 'exact'] as const) {
        const [{ ensemble }, cpu] = await cpuSeconds(() =>
          threads
            ? fitBoostedTreesOn(threads, part(0, train), target.slice(0, train), { gradients })
            : fitBoostedTrees(part(0, train), target.slice(0, train), { gradients }),
        )
        const auc = areaUnderCurve(compileScorer(ensemble).predict(part(train, rows)), unseen)
        const ratio = (cpu / rival.cpuSeconds).toFixed(2)
        figures.push(`${gradients}: ${cpu.toFixed(2)} CPU s (${ratio} ×), AUC ${auc.toFixed(5)}`)
        expect(Math.abs(auc - rivalAuc)).toBeLessThan(0.003)
      }
      await threads?.stop()
      console.log(`${rows} × ${width}, four fifths to train on, threads: ${count}\n${figures.join('\n')}`)
    },
  )
})
