import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Option } from 'commander'
import { defineErrors } from '../../kit/errors.ts'
import { composeApp } from '../../server/compose.ts'
import type { Cli, RegisterCommand } from '../cli.ts'
import { openLog, settingsOf } from '../settings.ts'
import { type Bench, type BenchContext, type BenchResult, resultOf } from './bench.ts'
import { companiesBench } from './companies.ts'
import { consentBench } from './consent.ts'
import { eraseBench } from './erase.ts'
import { identityBench } from './identity.ts'
import { importBench } from './import.ts'
import { ingestBench } from './ingest.ts'
import { lettersBench } from './letters.ts'
import { linkageBench } from './linkage.ts'
import { linkageKnownBench } from './linkage-known.ts'
import { profileBench } from './profile.ts'
import { qualityBench } from './quality.ts'
import { rfmBench } from './rfm.ts'
import { segmentBench } from './segment.ts'
import { sendBench } from './send.ts'
import { standingBench } from './standing.ts'
import { startBench } from './start.ts'
import { unifyBench } from './unify.ts'

const benches: readonly Bench[] = [
  startBench,
  importBench,
  ingestBench,
  rfmBench,
  segmentBench,
  identityBench,
  linkageBench,
  linkageKnownBench,
  unifyBench,
  profileBench,
  eraseBench,
  consentBench,
  qualityBench,
  companiesBench,
  standingBench,
  lettersBench,
  sendBench,
]

const benchErrors = defineErrors('bench', {
  unknown: {
    kind: 'invalid',
    retryable: false,
    en: (p: { name: string; known: string }) => `There is no benchmark "${p.name}". There are: ${p.known}.`,
    'zh-CN': (p: { name: string; known: string }) => `没有名为“${p.name}”的基准测试。可用的有：${p.known}。`,
  },
  badSeconds: {
    kind: 'invalid',
    retryable: false,
    en: (p: { value: string }) => `--seconds ${p.value} must be a whole number from 5 to 86400.`,
    'zh-CN': (p: { value: string }) => `--seconds ${p.value} 必须是 5 到 86400 之间的整数。`,
  },
  badScale: {
    kind: 'invalid',
    retryable: false,
    en: (p: { value: string }) =>
      `--scale ${p.value} must be a number above 0 and at most 10; 1 is the size of the published figures.`,
    'zh-CN': (p: { value: string }) => `--scale ${p.value} 必须大于 0 且不超过 10；1 为公布数据的规模。`,
  },
})

interface BenchOptions {
  scale: string
  seconds?: string
  kind: BenchContext['kind']
  data?: string
  json?: boolean
}

/** `liangti bench NAME`: measures this machine on an empty folder of its own. */
export const registerBench: RegisterCommand = (program, cli) => {
  program
    .command('bench <name>')
    .description(
      cli.say(
        'Measure: start, import, ingest, rfm, segment, identity, linkage, linkage-known, unify, profile, erase, consent, quality, companies, standing, send',
        '基准测试：start、import、ingest、rfm、segment、identity、linkage、linkage-known、unify、profile、erase、consent、quality、companies、standing、send',
      ),
    )
    .option(
      '--scale <factor>',
      cli.say('size, as a factor of the published one', '规模（相对公布数据的倍数）'),
      '1',
    )
    .option(
      '--seconds <n>',
      cli.say('how long the steady part of ingest and profile lasts', 'ingest、profile 匀速阶段的时长（秒）'),
    )
    .addOption(
      new Option('--kind <kind>', cli.say('what the file of import holds', 'import 所用文件的内容'))
        .choices(['orders', 'events'])
        .default('orders'),
    )
    .option(
      '--data <folder>',
      cli.say('folder of the public sets of linkage-known', 'linkage-known 所用公开数据的目录'),
    )
    .option('--json', cli.say('print one JSON object', '输出 JSON'))
    .action(async (name: string, options: BenchOptions) => {
      const bench = benches.find(({ id }) => id === name)
      if (!bench) throw benchErrors.unknown({ name, known: benches.map(({ id }) => id).join(', ') })
      const scale = Number(options.scale)
      if (!(scale > 0 && scale <= 10)) throw benchErrors.badScale({ value: options.scale })
      const seconds = options.seconds === undefined ? null : Number(options.seconds)
      if (seconds !== null && !(Number.isInteger(seconds) && seconds >= 5 && seconds <= 86_400))
        throw benchErrors.badSeconds({ value: options.seconds ?? '' })
      const result = await runBench(cli, bench, {
        scale,
        seconds,
        kind: options.kind,
        data: options.data ?? null,
      })
      cli.out(options.json ? JSON.stringify(result) : textOf(result))
    })
}

async function runBench(
  cli: Cli,
  bench: Bench,
  { scale, seconds, kind, data }: Pick<BenchContext, 'scale' | 'seconds' | 'kind' | 'data'>,
): Promise<BenchResult> {
  const scratch = mkdtempSync(join(tmpdir(), 'liangti-bench-'))
  chmodSync(scratch, 0o711) // the embedded PostgreSQL runs as another user when we are root
  try {
    const figures = await bench.run({
      scratch,
      root: cli.root,
      scale,
      seconds,
      kind,
      data,
      report: cli.note,
      withApp: async (work, settings) => {
        // A bench never touches engines somebody works with, so their addresses are not read from the environment.
        const config = settingsOf(
          { ...cli, env: {} },
          { data: join(scratch, 'data') },
          { demo: false, logLevel: 'error', ...settings },
        )
        const app = await composeApp(config, { log: openLog(config), clock: cli.clock, engines: 'own' })
        try {
          return await work(app)
        } finally {
          await app.close()
        }
      },
    })
    return resultOf(bench, figures, cli.clock.now(), scale)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function textOf({ machine, figures, scale }: BenchResult): string {
  const lines = figures.map(({ name, value, unit, budget, met, detail }) => {
    const asked =
      budget?.atMost !== undefined
        ? ` (≤ ${budget.atMost})`
        : budget?.atLeast !== undefined
          ? ` (≥ ${budget.atLeast})`
          : ''
    const more = Object.entries(detail ?? {}).map(([key, said]) => `${key} ${said}`)
    return `${met === false ? '✗' : met ? '✓' : ' '} ${name}: ${value.toLocaleString('en-US', { maximumFractionDigits: 2 })} ${unit}${asked}${more.length === 0 ? '' : `\n    ${more.join(', ')}`}`
  })
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}, scale ${scale}`,
    ...lines,
  ].join('\n')
}
