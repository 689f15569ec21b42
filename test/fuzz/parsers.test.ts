import { Readable } from 'node:stream'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { checkMapping } from '../../src/customer/mapping/check-mapping.ts'
import { compileExpression } from '../../src/customer/mapping/expression/compile.ts'
import { NotComputable } from '../../src/customer/mapping/expression/functions.ts'
import { ExpressionError } from '../../src/customer/mapping/expression/tokens.ts'
import { guessMapping } from '../../src/customer/mapping/guess/guess-mapping.ts'
import { mappingSchema } from '../../src/customer/mapping/mapping.schema.ts'
import { checkContract } from '../../src/customer/quality/contracts/check-contract.ts'
import { contractBody } from '../../src/customer/quality/contracts/contract.schema.ts'
import { compileEventCheck } from '../../src/customer/quality/contracts/event-check.ts'
import { openTable } from '../../src/customer/reading/open-table.ts'
import { checkRule } from '../../src/insight/segments/check.ts'
import { compileRule } from '../../src/insight/segments/compile.ts'
import { ruleContext } from '../../src/insight/segments/context.ts'
import { operators } from '../../src/insight/segments/operators/index.ts'
import { readMail } from '../../src/interaction/inbound/mail/read-mail.ts'
import { decrypted } from '../../src/interaction/inbound/wechat/envelope.ts'
import { flatXml } from '../../src/interaction/inbound/wechat/xml.ts'
import { dayText, isDay, nextDate, parseDay } from '../../src/kit/calendar/yearly-day.ts'
import { manualClock } from '../../src/kit/clock.ts'
import type { Random } from '../../src/kit/random.ts'
import type { Workspace } from '../../src/kit/workspace.ts'
import { parseJson } from '../../src/server/collect/body.ts'
import { recordsOf } from '../../src/server/collect/sensors.ts'
import { conditionOf } from '../insight/support/rules.ts'
import * as letters from '../interaction/inbound/mail/letters.ts'
import { endSteering, fuzzSteered, type Target } from '../support/steered-fuzz.ts'
import { textCell, workbookParts, zipped } from '../support/zipped.ts'
import { locked } from './support/locked.ts'

/** Inputs of each parser here; LIANGTI_FUZZ_SECONDS goes on for so long instead (`scripts/nightly/fuzz.mjs`). */
const seconds = Number(process.env.LIANGTI_FUZZ_SECONDS ?? 0)
const seed = Number(process.env.LIANGTI_FUZZ_SEED ?? 20_261_122)
const inputs = 120

class NoJson extends Error {}
class NotOfTheShape extends Error {}

const json = (input: Buffer): unknown => {
  try {
    return JSON.parse(input.toString('utf8'))
  } catch (error) {
    throw new NoJson('no JSON', { cause: error })
  }
}
const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))

async function rowsOf(name: string, input: Buffer) {
  const table = await openTable({
    name,
    bytes: input.length,
    open: () => Readable.from([input], { objectMode: false }),
  })
  const rows: string[][] = []
  for await (const batch of table.batches) rows.push(...batch.rows)
  for (const row of rows) expect(row.every((cell) => typeof cell === 'string')).toBe(true)
  return { ...table, rows }
}

const sheet = [
  `<row r="1">${textCell('A1', '订单号')}${textCell('B1', '金额')}${textCell('C1', '时间')}</row>`,
  `<row r="2">${textCell('A2', 'A1')}<c r="B2"><v>12.5</v></c><c r="C2" s="1"><v>45296.5</v></c></row>`,
  `<row r="3">${textCell('A3', '=cmd')}<c r="C3" s="1"><v>45297</v></c></row>`,
].join('')
const sheetRows = [
  ['A1', '12.5', '2024-01-05 12:00:00'],
  ['=cmd', '', '2024-01-06'],
]

/** A row that cannot be computed is told as such, and is no fault of the expression. */
function computed(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    if (error instanceof NotComputable) return null
    throw error
  }
}

/** One part changed, the archive whole: what a program that writes workbooks wrongly would give. */
function partChange(input: Buffer, random: Random): Buffer {
  const parts: Record<string, string> = { ...workbookParts(input.toString('utf8')) }
  return random.below(8) === 0 ? Buffer.from(Object.values(parts)[random.below(6)] ?? '') : input
}

const workspace: Workspace = {
  ...{
    id: 1,
    slug: 't',
    name: 'T',
    kind: 'own',
    currency: 'CNY',
    timeZone: 'Asia/Shanghai',
    locale: 'zh-CN',
  },
  ...{ clock: manualClock(new Date('2026-11-21T04:00:00Z')), mailFrom: null },
}

const orders = 'order_id,customer_id,order_date,amount,currency\nN-1,C-1,2026-02-01 10:00:00,9.90,CNY\n'
const targets: Target[] = [
  {
    name: 'mail that comes back',
    modules: ['src/interaction/inbound/mail/'],
    seeds: [
      letters.dsn(),
      letters.qmail,
      letters.exchange,
      letters.exim,
      letters.qq.unknown,
      letters.netease.full,
      letters.arf('abuse', { mailFrom: 'b+x@in.example' }),
      letters.words('I am away.', { head: 'Auto-Submitted: auto-replied' }),
      letters.words('I am away.', { head: 'Precedence: bulk' }),
      letters.arf('not-spam'),
      letters.words('STOP\n\nOn Sat, 21 Nov 2026, Shop wrote:\n> Buy!'),
    ],
    words: [
      '\r\n\r\n',
      '\r\n--',
      'boundary=',
      'multipart/report',
      'Status: 5.',
      '=?utf-8?B?',
      '=\r\n',
      '<style>',
      'message/rfc822',
    ],
    feed: (input) => {
      const read = readMail(input, false)
      // A code is a code: nothing a server writes gets into what is kept.
      if (read.is === 'report') expect(read.report.status).toMatch(/^([245]\.\d{1,3}\.\d{1,3})?$/)
      if (read.is === 'words') expect(read.subject ?? '').not.toMatch(/[\r\n]/)
      const isNothing = read.is === 'feedback' && !read.feedback.isComplaint
      if (read.is === 'automatic' || isNothing) throw new NotOfTheShape('nobody wrote it')
      return read
    },
    refusals: [NotOfTheShape],
  },
  {
    name: 'words to an official account',
    modules: ['src/interaction/inbound/wechat/'],
    seeds: [
      bytes(
        '<xml><FromUserName><![CDATA[o1]]></FromUserName><MsgType>text</MsgType><Content>a &lt; b</Content></xml>',
      ),
      bytes('<xml>\n<Event><![CDATA[SCAN]]></Event><Info><Type>qr</Type></Info><MsgId>1</MsgId></xml>'),
      bytes('<xml><Encrypt><![CDATA[hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B6]]></Encrypt></xml>'),
    ],
    words: ['<xml>', '</xml>', '<![CDATA[', ']]>', '<!DOCTYPE', '<!ENTITY', '&amp;', '&#x0;', '</', '<?xml'],
    feed: (input) => {
      const text = input.toString('utf8')
      const found = flatXml(text)
      // Every value stood in what came: nothing is made up, nothing is read from elsewhere.
      for (const [name, value] of found ?? []) {
        expect(text).toContain(`<${name}>`)
        expect(value.length).toBeLessThanOrEqual(text.length)
      }
      if (found === null) throw new NotOfTheShape('no message')
      const secrets = { appId: 'wx1', token: 't', aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' }
      expect(decrypted(secrets, found.get('Encrypt') ?? '')).toBeNull()
      return found
    },
    refusals: [NotOfTheShape],
  },
  {
    name: 'text of tables',
    modules: ['src/customer/reading/', 'src/kit/csv'],
    seeds: [
      bytes('id,name,"note, long"\r\n1,陈静,"said ""yes""\nand went"\r\n'),
      bytes('id\tname\n1\tx\n'),
      bytes('{"id":1,"who":{"name":"陈静"},"tags":["a"]}\n{"id":"2"}\n'),
      gzipSync(orders),
      Buffer.from('\ufeffa;b\n1;2\n', 'utf16le'),
    ],
    words: ['""', '\r\n', '\t', ';', '|', '{"', '":', '},\n{', '\\ud800', '\ufeff', 'null', '1e400'],
    feed: (input) => rowsOf('table', input),
  },
  {
    name: 'bytes of a workbook',
    modules: ['src/customer/reading/', 'node_modules/read-excel-file/', 'node_modules/unzipper'],
    seeds: [zipped(workbookParts(sheet)), zipped(workbookParts(sheet), 8)],
    words: ['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06', '\x08\0', '\xff\xff\xff\xff', 'xl/workbook.xml'],
    feed: async (input) => {
      const { encoding, rows } = await rowsOf('book.xlsx', input)
      // Whatever was changed on the way, a workbook that is read is the one that was written.
      if (encoding === 'xlsx') expect(rows).toEqual(sheetRows)
    },
  },
  {
    name: 'sheet of a workbook',
    modules: ['src/customer/reading/', 'node_modules/read-excel-file/'],
    seeds: [
      bytes(sheet),
      bytes(
        sheet
          .replaceAll(' r="', " r='")
          .replaceAll('">', "'>")
          .replaceAll('" s', "' s")
          .replaceAll('" t', "' t"),
      ),
    ],
    words: [
      '<row r="',
      '<c r="',
      '</c>',
      '</row>',
      '<v>',
      '</v>',
      ' t="s"',
      ' t="b"',
      ' t="d"',
      ' s="1"',
      'XFD1048576',
      'A99999999999',
      '&#x41;',
      '<![CDATA[',
      '<f>',
      'Infinity',
    ],
    change: partChange,
    feed: (input) => rowsOf('book.xlsx', zipped(workbookParts(input.toString('utf8')))),
  },
  {
    name: 'mapping expressions',
    modules: ['src/customer/mapping/expression/'],
    seeds: [
      'Quantity * (1 + 2) - -4 % 3',
      "if(startsWith(No, 'C') and not isBlank(No), 'x' & upper(No), blank)",
      'round(coalesce(Quantity, 1), 2) >= year(`When it was`)',
      "oneOf(path('a', No), 'b', \"c\\\"d\") or false",
    ].map(bytes),
    words: [
      'if(',
      'coalesce(',
      'substring(',
      'replace(',
      'round(',
      'min(',
      'max(',
      'concat(',
      'trim(',
      'contains(',
      'date',
      'hour(',
      '<>',
      '<=',
      '!=',
      ' and ',
      ' or ',
      'not ',
      'true',
      'blank',
      '`When it was`',
      '__proto__',
      'constructor(',
    ],
    refusals: [ExpressionError],
    feed: (input) => {
      const columns = new Map(['Quantity', 'No', 'When it was'].map((name, i) => [name, i]))
      const compute = compileExpression(input.toString('utf8').slice(0, 2_000), columns)
      for (const cells of [
        ['3', 'C1', '2026-03-05 10:00'],
        ['', '', ''],
        ['x', '\0', '9'.repeat(400)],
      ]) {
        const value = computed(() => compute(cells))
        expect(value === null || ['string', 'number', 'boolean'].includes(typeof value)).toBe(true)
        if (typeof value === 'string') expect(value.length).toBeLessThanOrEqual(10_000)
        if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
      }
    },
  },
  {
    name: 'the mapping guess',
    modules: ['src/customer/mapping/'],
    seeds: [
      orders,
      '客户编号,手机,生日,邮箱\nC1,13800138000,1990-05-01,a@example.com\n',
      'product_id;name;category;price\np1;Tea;Food > Tea;9.90\n',
      'user_id,event,ts,url\nu1,view,1700000000,/a\n',
      'campaign,customer,channel,status,sent_at\nX,C1,email,opened,2026-01-01\n',
    ].map(bytes),
    words: [
      'customer',
      'InvoiceNo',
      'Quantity',
      'UnitPrice',
      '订单号',
      '金额',
      'email',
      'phone',
      'consent',
      'birthday',
      'category',
      'timestamp',
      '2026-02-30',
      '1700000000000',
      '-',
      '￥9.90',
      'C536365',
      '__proto__',
      'constructor',
    ],
    feed: async (input) => {
      const { header, rows } = await rowsOf('guess.csv', input)
      const { mapping } = guessMapping(header, rows)
      // What is guessed is a mapping that may be used: of the shape, and of columns that are there.
      const kept = mappingSchema.parse(mapping)
      checkMapping(kept, header, 'guess.csv')
    },
  },
  {
    name: 'contracts',
    modules: ['src/customer/quality/contracts/'],
    seeds: [
      {
        fields: {
          'properties.price': { type: 'number', required: true, min: 0, max: 10 },
          'properties.items[].id': { pattern: '[A-Z]\\d{3}', maxLength: 5 },
        },
        freshnessHours: 2,
      },
      {
        fields: {
          'traits.plan': { values: ['gold', 'free'] },
          'properties.at': { type: 'datetime' },
          'properties.list': { type: 'list' },
          userId: { type: 'text' },
        },
      },
    ].map(bytes),
    words: [
      '"type":',
      '"integer"',
      '"boolean"',
      '"object"',
      '"pattern":"',
      '"unique":true',
      '"values":["',
      '{1,9}',
      '.*',
      '.+',
      '[^a]',
      'a?',
      '|',
      '\\\\d',
      'properties.',
      '[]',
      '"min":',
      '__proto__',
      'context',
    ],
    refusals: [NoJson, NotOfTheShape],
    feed: (input) => {
      const parsed = contractBody.safeParse(json(input))
      if (!parsed.success) throw new NotOfTheShape(parsed.error.message)
      checkContract('Seen', 'events', parsed.data)
      const check = compileEventCheck(parsed.data)
      for (const value of ['A123', 'a'.repeat(500), 7, null, ['x'], { a: 1 }, true]) {
        const broken = check({
          userId: value,
          traits: { plan: value },
          properties: { price: value, at: value, list: value, items: [{ id: value }] },
        })
        if (broken !== null) expect(Object.keys(parsed.data.fields)).toContain(broken.field)
      }
    },
  },
  {
    name: 'segment rules',
    modules: ['src/insight/segments/'],
    seeds: [
      {
        all: [
          { op: 'status', params: { status: 'customer' } },
          { not: { any: [{ op: 'status', params: { status: 'prospect' } }] } },
        ],
      },
      ...operators.map(({ id }, n) => fc.sample(conditionOf(id), { numRuns: 1, seed: n })[0]),
    ].map(bytes),
    words: [
      '"all":[',
      '"any":[',
      '"not":',
      '"op":"',
      '"params":{',
      '"days":',
      '"status"',
      '"value":',
      '"rfm"',
      '"orders"',
      '"touched"',
      '"attribute"',
      '"recency"',
      '"city"',
      '__proto__',
    ],
    refusals: [NoJson],
    feed: (input) => {
      const compiled = compileRule(checkRule(json(input)), ruleContext(workspace, null), null)
      expect(compiled.members.text.length).toBeGreaterThan(0)
    },
  },
  {
    name: 'forms of Sensors Analytics',
    modules: ['src/server/collect/'],
    seeds: [
      bytes(`data_list=${encodeURIComponent(gzipSync('[{"type":"track"}]').toString('base64'))}&gzip=1`),
      bytes(`data=${encodeURIComponent(bytes('{"type":"track"}').toString('base64'))}`),
      bytes(`data=${encodeURIComponent(bytes('{"a":1}').toString('base64'))}&ext=crc%3D1`),
    ],
    words: ['data=', 'data_list=', '&gzip=1', '&gzip=0', '&ext=crc%3D', '%3D%3D', '%', '+', 'H4sI'],
    change: (input, random) => {
      // Inside of what the form packs, where a changed sign of base64 would mostly break the gzip alone.
      const packed = new URLSearchParams(input.toString('latin1')).get('data_list') ?? ''
      let plain = Buffer.from('[{"type":"track","distinct_id":"d"}]')
      try {
        plain = gunzipSync(Buffer.from(packed, 'base64'), { maxOutputLength: 10_000 })
      } catch {
        // Not packed, or damaged: begun from the plain one.
      }
      const at = random.below(plain.length + 1)
      const changed = Buffer.concat([
        plain.subarray(0, at),
        Buffer.from([random.below(256)]),
        plain.subarray(at + 1),
      ])
      return bytes(`data_list=${encodeURIComponent(gzipSync(changed).toString('base64'))}&gzip=1`)
    },
    feed: async (input) => parseJson(await recordsOf(new URLSearchParams(input.toString('latin1')))),
  },
  {
    name: 'days of a year, lunar too',
    modules: ['src/kit/calendar/'],
    seeds: [
      '1988-05-03',
      '1988年5月3日',
      '19880503',
      '--02-29',
      '农历八月十五',
      '农历1988年闰六月初一',
      'lunar 2023-02-30 leap',
      '农历腊月三十',
    ].map(bytes),
    words: [
      '农历',
      '闰',
      '正',
      '冬',
      '腊',
      '初',
      '十',
      '廿',
      '三十',
      '月',
      '日',
      'lunar ',
      ' leap',
      '--',
      '1900',
      '2100',
      '２０２４',
    ],
    feed: (input) => {
      const day = parseDay(input.toString('utf8'))
      if (day === null) return
      expect(isDay(day)).toBe(true)
      // Written and read again it is the same day, and it comes again.
      expect(parseDay(dayText(day))).toEqual(day)
      expect(nextDate(day, '2026-03-01') ?? '9999').toMatch(/^\d{4}/)
    },
  },
]

afterAll(endSteering)

describe('parsers, steered by what they reach', () => {
  it.each(targets.map((target) => [target.name, target] as const))(
    '%s: take or refuse whatever comes, soon and by name',
    async (_, target) => {
      const result = await fuzzSteered(target, seconds > 0 ? { ms: seconds * 1_000 } : { inputs }, seed)
      if (seconds > 0) process.stderr.write(`${JSON.stringify({ target: target.name, ...result })}\n`)
      // One that only takes or only refuses tries nothing.
      expect(result.taken).toBeGreaterThan(target.seeds.length / 2)
      if (target.name !== 'days of a year, lunar too') expect(result.refused).toBeGreaterThan(10)
    },
    seconds * 1_000 + 120_000,
  )

  it('reach what blind chance does not', async () => {
    let deepest = 0
    const feed = (input: Buffer) => {
      deepest = Math.max(deepest, locked(input))
    }
    const change = (input: Buffer, random: Random) => {
      const copy = Buffer.from(input.length < 5 ? 'xxxxx' : input)
      copy[random.below(5)] = 'openxyz!'.charCodeAt(random.below(8))
      return copy
    }
    const target = { name: 'locked', seeds: [Buffer.from('xxxxx')], words: [], change, feed }
    const blind = await fuzzSteered({ ...target, modules: [] }, { inputs: 700 }, seed)
    const blindDepth = deepest
    deepest = 0
    const steered = await fuzzSteered(
      { ...target, modules: ['test/fuzz/support/locked'] },
      { inputs: 700 },
      seed,
    )
    expect([blindDepth < 5, deepest]).toEqual([true, 5])
    expect([blind.kept, blind.reached]).toEqual([0, 0])
    expect(steered.reached).toBeGreaterThan(steered.reachedBySeeds)
  })
})
