import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/kit/paths.ts'

let dir: string
beforeAll(() => {
  const build = [join(packageRoot(), 'scripts/build.mjs'), 'liangti', 'lab-worker']
  execFileSync(process.execPath, build, { stdio: 'inherit' })
  dir = mkdtempSync(join(tmpdir(), 'liangti-lab-interrupt-'))
  const rows = Array.from(
    { length: 60_000 },
    (_, i) => `${i % 97},${(i * i) % 89},${(i * 7) % 83},${i % 3 ? 'no' : 'yes'}`,
  )
  writeFileSync(join(dir, 'rows.csv'), `a,b,c,y\n${rows.join('\n')}\n`)
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** Runs the command in a group of its own, presses Ctrl-C after a while, and says how it ended. */
async function interrupted(argv: readonly string[], afterMs: number) {
  const child = spawn(process.execPath, [join(packageRoot(), 'bin/liangti'), 'lab', ...argv], {
    cwd: dir,
    env: { PATH: process.env.PATH, HOME: dir, TMPDIR: dir, LANG: 'en_US.UTF-8', LIANGTI_NO_BUILD: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let out = ''
  let note = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    note += text
  })
  const ended = new Promise<string | null>((resolve) => child.once('close', (_, signal) => resolve(signal)))
  setTimeout(() => child.kill('SIGKILL'), 30_000).unref()
  await sleep(afterMs)
  const group = -(child.pid ?? 0)
  const pressed = performance.now()
  process.kill(group, 'SIGINT')
  const signal = await ended
  return { signal, out, note, seconds: (performance.now() - pressed) / 1000, group }
}

describe('Ctrl-C in a long run of the lab', () => {
  it.each([
    [
      'boosted trees on threads',
      [
        'propensity',
        'rows.csv',
        '--target',
        'y',
        '--positive',
        'yes',
        '--model',
        'gbdt',
        '--trees',
        '5000',
        '--threads',
        '2',
        '--sql',
        'x.sql',
        '--out',
        'x.csv',
      ],
    ],
    [
      'a forest',
      [
        'propensity',
        'rows.csv',
        '--target',
        'y',
        '--positive',
        'yes',
        '--model',
        'forest',
        '--trees',
        '3000',
        '--out',
        'x.csv',
      ],
    ],
    ['an allocation', ['allocate', '--instance', 'mulberry32:1,1000000,10,5', '--out', 'x.csv']],
    [
      'k-means',
      ['cluster', 'rows.csv', '--columns', 'a,b,c', '--k', '40', '--restarts', '10000', '--out', 'x.csv'],
    ],
    ['a bandit', ['bandit', '--arms', '.1,.2,.3', '--rounds', '1000000', '--runs', '100000']],
  ])('%s ends at once (what a shell calls 130) and leaves nothing half done', async (_, argv) => {
    const { signal, out, note, seconds, group } = await interrupted(
      [...argv, '--plot', 'x.html', '--json'],
      1_500,
    )
    expect({ signal, out }).toEqual({ signal: 'SIGINT', out: '' })
    expect(note).not.toMatch(/unexpected|\n\s+at /)
    expect(seconds).toBeLessThan(3)
    expect(readdirSync(dir)).toEqual(['rows.csv'])
    // Nobody of its group, which had the threads too, is left.
    expect(() => process.kill(group, 0)).toThrow('ESRCH')
  })
})
