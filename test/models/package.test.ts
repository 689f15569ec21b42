import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const models = join(root, 'packages/models')
const folder = mkdtempSync(join(tmpdir(), 'liangti-models-'))
const installed = join(folder, 'node_modules/@liangti/models')

/** The package as somebody else gets it: compiled, packed, unpacked into an empty project. */
beforeAll(() => {
  const copy = join(folder, 'package')
  execFileSync('cp', ['-r', models, copy])
  rmSync(join(copy, 'dist'), { recursive: true, force: true })
  execFileSync(
    process.execPath,
    [
      join(root, 'node_modules/typescript/bin/tsc'),
      '-p',
      join(models, 'tsconfig.json'),
      '--outDir',
      join(copy, 'dist'),
    ],
    { cwd: models },
  )
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    cwd: copy,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', [
    'xzf',
    join(folder, packed.split('\n').at(-1) ?? ''),
    '-C',
    installed,
    '--strip-components=1',
  ])
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function bundleOf(code: string): Promise<string> {
  const entry = join(folder, 'entry.mjs')
  writeFileSync(entry, code)
  const build = await rolldown({ input: entry, logLevel: 'silent' })
  const { output } = await build.generate({ format: 'esm', minify: true })
  await build.close()
  return output[0].code
}

describe('the package by itself', () => {
  it('depends on nothing and carries its licence', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    expect(manifest.dependencies ?? {}).toEqual({})
    expect(manifest.peerDependencies ?? {}).toEqual({})
    expect(readFileSync(join(installed, 'LICENSE'), 'utf8')).toContain('Apache License')
  })

  it('runs in an empty project', () => {
    const seen = execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        "import { summarize, differenceOfMeans } from '@liangti/models'; console.log(differenceOfMeans(summarize([1, 2, 3]), summarize([2, 3, 4])).estimate)",
      ],
      { cwd: folder, encoding: 'utf8' },
    )
    expect(seen.trim()).toBe('1')
  })

  it('is typed for its users, strictly', () => {
    writeFileSync(
      join(folder, 'use.ts'),
      "import { summarize } from '@liangti/models'\nexport const n: number = summarize([1, 2]).n\n// @ts-expect-error text is no sample\nsummarize('x', 'y')\n",
    )
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          noEmit: true,
          strict: true,
          module: 'nodenext',
          target: 'es2023',
          types: [],
          skipLibCheck: false,
        },
        files: ['use.ts'],
      }),
    )
    const said = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], {
      encoding: 'utf8',
    })
    expect(said.stdout).toBe('')
  })

  it('is shaken: one function brings little more than itself', async () => {
    expect(
      (await bundleOf("import { summarize } from '@liangti/models'\nconsole.log(summarize)")).length,
    ).toBeLessThan(2_500)
    expect((await bundleOf("import '@liangti/models'")).trim()).toBe('')
  })

  it('has nothing publint would change', async () => {
    const { messages, pkg } = await publint({ pkgDir: installed, strict: true })
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([])
  })
})
