import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { defineErrors } from './errors.ts'

export const configErrors = defineErrors('config', {
  invalid: {
    kind: 'invalid',
    retryable: false,
    en: (p: { where: string; problem: string }) =>
      `The setting ${p.where} is wrong: ${p.problem}. Correct it and start again.`,
    'zh-CN': (p: { where: string; problem: string }) =>
      `配置项 ${p.where} 有误：${p.problem}。请更正后重新启动。`,
  },
})

const port = z.coerce.number().int().min(0).max(65_535)
const mebibytes = z.coerce.number().int().min(256).max(1_000_000)

/** Every setting, its default and what it is for. `docs/reference/configuration.md` is generated from this. */
export const configSchema = z.object({
  dataDir: z.string().default('./data').describe('Folder of the embedded engines, uploads, keys and logs.'),
  host: z.string().default('127.0.0.1').describe('Address the console and API listen on.'),
  port: port.default(4100).describe('Port of the console and API; 0 picks a free one.'),
  publicUrl: z
    .url()
    .optional()
    .describe('Address customers reach for tracked links and unsubscribing; by default http://host:port.'),
  clickhouseUrl: z
    .url()
    .optional()
    .describe('A ClickHouse server instead of the embedded engine: http://user:password@host:8123/database.'),
  databaseUrl: z
    .string()
    .optional()
    .describe(
      'A PostgreSQL server instead of the embedded one: postgres://user:password@host:5432/database.',
    ),
  keyFile: z
    .string()
    .optional()
    .describe(
      'Master key of the encrypted identifiers; by default keys/master.key in the data folder. Keep its backup apart from the data.',
    ),
  warehouseMemoryMb: mebibytes.default(4096).describe('Memory cap of the embedded analytics engine, MiB.'),
  smtpUrl: z
    .string()
    .optional()
    .describe(
      'Mail server that campaigns are sent through, smtp://user:password@host:port; without it the built-in mail catcher receives everything.',
    ),
  mailFrom: z
    .string()
    .default('Liangti <hello@liangti.example>')
    .describe('Sender of campaign mail, unless a workspace names its own.'),
  sendConcurrency: z.coerce
    .number()
    .int()
    .min(1)
    .max(500)
    .default(20)
    .describe('Messages in flight at once; also the most that a crash can leave unknown.'),
  messageWindow: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(5_000_000)
    .default(250_000)
    .describe(
      'Message ids remembered of each source of events, at least and up to twice as many: an event sent again among so many is stored once.',
    ),
  sourceFolder: z
    .string()
    .optional()
    .describe('Folder whose subfolders may be watched as sources; by default inbox in the data folder.'),
  sourcePrivateHosts: z
    .string()
    .default('')
    .describe(
      'Hosts of a private network that sources may reach, with commas between: names, addresses, ranges such as 10.1.0.0/16. All others are refused.',
    ),
  dnsServers: z
    .string()
    .default('')
    .describe(
      'Name servers asked for the records of mail domains, as address or address:port with commas between; by default those of the machine.',
    ),
  inboundDomain: z
    .string()
    .regex(
      /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i,
      'a domain such as in.example.com',
    )
    .max(190)
    .optional()
    .describe(
      'Domain at which bounces of and answers to our mail arrive; its mail has to reach the port below or /v1/inbound/email. Without it mail has no address of its own to come back to.',
    ),
  inboundSmtpPort: port
    .optional()
    .describe('Port on which bounces and answers are received by SMTP; without it no such port is open.'),
  inboundSmtpHost: z
    .string()
    .default('127.0.0.1')
    .describe('Address that port listens on; a mail server before it passes on what comes for the domain.'),
  logLevel: z
    .enum(['silent', 'error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('How much is logged.'),
  demo: z.stringbool().or(z.boolean()).default(true).describe('Load the demo business at the first start.'),
  locale: z
    .enum(['zh-CN', 'en'])
    .default('zh-CN')
    .describe('Language of a new workspace, and of the command line where the terminal names none.'),
})

export type Config = z.output<typeof configSchema>

/** CLICKHOUSE_URL and DATABASE_URL are the names people expect; all else is LIANGTI_ plus the setting in capitals. */
export function environmentName(setting: string): string {
  if (setting === 'clickhouseUrl') return 'CLICKHOUSE_URL'
  if (setting === 'databaseUrl') return 'DATABASE_URL'
  return `LIANGTI_${setting.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

/**
 * Settings from, in rising order: defaults, the file (liangti.yaml in `cwd`, or `file`), the environment, `overrides`.
 * @throws config.invalid naming the first wrong setting and where it came from
 */
export function loadConfig(options: {
  cwd: string
  env: Record<string, string | undefined>
  file?: string | undefined
  overrides?: Partial<Record<keyof Config, unknown>>
}): Config {
  const path = resolve(options.cwd, options.file ?? 'liangti.yaml')
  const fromFile: Record<string, unknown> = {}
  if (existsSync(path)) Object.assign(fromFile, parseFile(path))
  else if (options.file) throw configErrors.invalid({ where: '--config', problem: `${path} does not exist` })

  const merged: Record<string, unknown> = {}
  const origin: Record<string, string> = {}
  for (const setting of Object.keys(configSchema.shape)) {
    const env = options.env[environmentName(setting)]
    if (setting in fromFile) [merged[setting], origin[setting]] = [fromFile[setting], `${setting} in ${path}`]
    if (env !== undefined && env !== '') [merged[setting], origin[setting]] = [env, environmentName(setting)]
    const override = options.overrides?.[setting as keyof Config]
    if (override !== undefined) [merged[setting], origin[setting]] = [override, setting]
  }
  const unknown = Object.keys(fromFile).find((key) => !(key in configSchema.shape))
  if (unknown)
    throw configErrors.invalid({ where: `${unknown} in ${path}`, problem: 'there is no such setting' })

  const parsed = configSchema.safeParse(merged)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const setting = String(issue?.path[0] ?? '')
    throw configErrors.invalid({
      where: origin[setting] ?? setting,
      problem: issue?.message ?? 'not readable',
    })
  }
  const config = parsed.data
  config.dataDir = isAbsolute(config.dataDir) ? config.dataDir : join(options.cwd, config.dataDir)
  return config
}

function parseFile(path: string): Record<string, unknown> {
  try {
    const parsed: unknown = parseYaml(readFileSync(path, 'utf8'))
    if (parsed === null) return {}
    if (typeof parsed === 'object' && !Array.isArray(parsed)) return parsed as Record<string, unknown>
  } catch (error) {
    throw configErrors.invalid(
      { where: path, problem: error instanceof Error ? error.message : 'not YAML' },
      error,
    )
  }
  throw configErrors.invalid({ where: path, problem: 'it must be a list of "setting: value" lines' })
}
