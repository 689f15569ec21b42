import { readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { type ImportSummary, type Mapping, parseMapping } from '../../customer/index.ts'
import { defineErrors, messageOf } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { App } from '../../server/compose.ts'
import { getWorkspace } from '../../stores/ledger/index.ts'
import { type Cli, type PlaceOptions, placeOptions, type RegisterCommand } from '../cli.ts'
import { withProgress } from '../progress.ts'
import { withApp } from '../with-app.ts'

const importCommandErrors = defineErrors('importCommand', {
  mapUnreadable: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string; reason: string }) => `The mapping ${p.file} cannot be read: ${p.reason}.`,
    'zh-CN': (p: { file: string; reason: string }) => `无法读取映射文件 ${p.file}：${p.reason}。`,
  },
  otherKind: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string; guessed: string; wanted: string }) =>
      `${p.file} looks like ${p.guessed}, not ${p.wanted}. Name its columns in a mapping (--map FILE.yaml) with "kind: ${p.wanted}".`,
    'zh-CN': (p: { file: string; guessed: string; wanted: string }) =>
      `${p.file} 看起来是 ${p.guessed}，而不是 ${p.wanted}。请用映射文件（--map FILE.yaml）写明各列，并注明 "kind: ${p.wanted}"。`,
  },
})

interface ImportOptions extends PlaceOptions {
  workspace: string
  kind?: string
  map?: string
  json?: boolean
}

/** `liangti import FILE`: one file into a workspace, with a mapping or a guess; a second run stores nothing twice. */
export const registerImport: RegisterCommand = (program, cli) => {
  placeOptions(program.command('import <file>'), cli)
    .description(cli.say('Import customers, products, orders or touches', '导入客户、商品、订单或触达记录'))
    .requiredOption('--workspace <address>', cli.say('address of the workspace', '工作区地址'))
    .option('--kind <kind>', 'customers, products, orders, touches')
    .option('--map <file>', cli.say('mapping in YAML; guessed without it', 'YAML 映射文件，缺省时自动识别'))
    .option('--json', cli.say('print one JSON object', '输出 JSON'))
    .action(async (file: string, options: ImportOptions) => {
      const path = resolve(cli.cwd, file)
      const written = options.map === undefined ? null : readMapping(resolve(cli.cwd, options.map))
      const summary = await withApp(cli, options, async (app) => {
        const workspace = await getWorkspace(app.stores.ledger, { slug: options.workspace }, app.clock)
        const mapping = written ?? (await guess(app, workspace, path, options.kind))
        return withProgress(cli, async (task) => {
          const done = await app.rooms.customer.imports.run(workspace, { path, mapping }, task)
          // A running server would notice by itself; without one, nobody else does.
          await app.rooms.insight.features.refresh(workspace, {}, task)
          return done
        })
      })
      cli.out(options.json ? JSON.stringify(summary) : summaryText(cli, summary))
    })
}

function readMapping(path: string): Mapping {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw importCommandErrors.mapUnreadable({ file: path, reason: messageOf(error) }, error)
  }
  return parseMapping(text, path)
}

async function guess(
  app: App,
  workspace: Workspace,
  path: string,
  wanted: string | undefined,
): Promise<Mapping> {
  const { kind, mapping } = await app.rooms.customer.imports.inspect(workspace, path)
  if (wanted !== undefined && wanted !== kind) {
    throw importCommandErrors.otherKind({ file: basename(path), guessed: kind, wanted })
  }
  return mapping
}

function summaryText(cli: Cli, summary: ImportSummary): string {
  const count = (value: number) => value.toLocaleString('en-US')
  const { read, stored, repeated, rejected, reasons } = summary
  const lines = [
    cli.say(
      `${count(read)} rows read = ${count(stored)} stored + ${count(repeated)} repeated + ${count(rejected)} rejected`,
      `读取 ${count(read)} 行 = 存入 ${count(stored)} + 重复 ${count(repeated)} + 拒绝 ${count(rejected)}`,
    ),
    ...reasons.map((reason) => `  ${count(reason.rows)} × ${reason.field}: ${reason.message}`),
  ]
  return lines.join('\n')
}
