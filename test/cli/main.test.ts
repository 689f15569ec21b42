import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { terminalLocale } from '../../src/cli/cli.ts'
import { failureOf } from '../../src/cli/failure.ts'
import { main } from '../../src/cli/main.ts'
import { commonErrors } from '../../src/kit/errors.ts'
import { packageVersion } from '../../src/kit/paths.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'liangti-cli-'))
})
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true })
  process.exitCode = 0
})

async function run(argv: string[], env: Record<string, string> = { LANG: 'en_US.UTF-8' }) {
  const out: string[] = []
  const note: string[] = []
  process.exitCode = 0
  await main(argv, { root: cwd, cwd, env, out: (text) => out.push(text), note: (text) => note.push(text) })
  const exitCode = process.exitCode
  return { out: out.join('\n'), note: note.join('\n'), exitCode }
}

describe('the command line', () => {
  it('says its version and help on standard output, and ends well', async () => {
    expect(await run(['--version'])).toEqual({ out: packageVersion(), note: '', exitCode: 0 })
    const help = await run(['--help'], { LANG: 'zh_CN.UTF-8' })
    expect(help).toMatchObject({ note: '', exitCode: 0 })
    for (const word of ['start', 'doctor', 'backup', 'restore', 'migrate', 'user', '启动'])
      expect(help.out).toContain(word)
  })

  it.each([
    [['start', '--prot', '1'], "unknown option '--prot'"],
    [['nothing'], "unknown command 'nothing'"],
    [['start', '--port', 'abc'], 'port'],
    [['start', '--config', 'absent.yaml'], 'absent.yaml does not exist'],
    [['user', 'add', 'a@b.example'], '--workspace'],
  ])('refuses %j with one sentence and code 2', async (argv, words) => {
    const { out, note, exitCode } = await run(argv)
    expect({ out, exitCode }).toEqual({ out: '', exitCode: 2 })
    expect(note).toContain(words)
    expect(note).not.toMatch(/\n\s+at /)
  })

  it('names the wrong setting of a file', async () => {
    writeFileSync(join(cwd, 'liangti.yaml'), 'prot: 4100\n')
    const { note, exitCode } = await run(['migrate'], { LANG: 'zh_CN.UTF-8' })
    expect(exitCode).toBe(2)
    expect(note).toContain('prot')
    expect(note).toMatch(/配置项/)
  })

  it('says that the data folder cannot be written', async () => {
    const file = join(cwd, 'a-file')
    writeFileSync(file, '')
    const { note, exitCode } = await run(['migrate', '--data', join(file, 'data')])
    expect(exitCode).toBe(1)
    expect(note).toContain('cannot be written')
    if (process.getuid?.() === 0) return // root may write everywhere
    chmodSync(cwd, 0o500)
    expect((await run(['migrate', '--data', join(cwd, 'data')])).note).toContain('cannot be written')
    chmodSync(cwd, 0o700)
  })

  it('diagnoses without starting anything, and points at a port in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    const address = taken.address()
    const port = typeof address === 'object' && address ? String(address.port) : ''
    const { out } = await run(['doctor', '--json', '--data', join(cwd, 'data')], {
      LANG: 'en',
      LIANGTI_PORT: port,
    })
    const { findings } = JSON.parse(out) as { findings: { check: string; status: string }[] }
    expect(findings.find(({ check }) => check === 'node')?.status).toBe('ok')
    expect(findings.find(({ check }) => check === 'port')?.status).not.toBe('ok')
    taken.close()
  })
})

describe('the terminal’s language', () => {
  it.each([
    [{ LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
    [{ LANG: 'de_DE.UTF-8' }, 'en'],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'en_US' }, 'en'],
    [{ LANG: 'C.UTF-8' }, null],
    [{ LANG: '' }, null],
    [{}, null],
  ])('of %j is %s', (env, locale) => {
    expect(terminalLocale(env)).toBe(locale)
  })
})

describe('a failure', () => {
  it('ends with 2 when the input was wrong, with 1 otherwise, and never shows a stack', () => {
    expect(failureOf(commonErrors.invalidInput({ where: 'a', problem: 'b' }), 'en')).toEqual({
      exitCode: 2,
      message: 'a: b',
    })
    expect(failureOf(commonErrors.cancelled({ what: 'x' }), 'en').exitCode).toBe(1)
    const unexpected = failureOf(new Error('boom'), 'zh-CN')
    expect(unexpected.exitCode).toBe(1)
    expect(unexpected.message).toMatch(/^出现意外错误：boom/)
  })
})
