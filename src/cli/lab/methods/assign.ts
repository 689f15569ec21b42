import { armOf, clusterArms, saltedDraw, stratifiedArms } from '@liangti/models'
import { csvText } from '../csv-text.ts'
import { labErrors } from '../errors.ts'
import type { LabMethod, LabResult, LabRun } from '../method.ts'
import type { LabTable } from '../table/table.ts'

export const assign: LabMethod = {
  name: 'assign',
  en: 'Draws the arms of a trial by salted hash: the same salt and customer, the same arm; by strata or whole clusters',
  zh: '用加盐哈希分配实验组：同盐同客户结果不变；支持分层与整群',
  files: { least: 1, most: 1 },
  options: [
    { flags: '--unit <column>', en: 'what is drawn: the customer', zh: '分配单位列（客户）' },
    {
      flags: '--salt <text>',
      en: 'names the trial; a new salt is a new draw',
      zh: '盐值，代表本次实验；换盐即重新抽取',
    },
    {
      flags: '--shares <list>',
      en: 'arms and their shares',
      zh: '各组及占比',
      default: 'control=1,treatment=1',
    },
    {
      flags: '--strata <column>',
      en: 'the shares hold within each of its values',
      zh: '分层列，层内按占比分配',
    },
    { flags: '--cluster <column>', en: 'rows with the same value share one draw', zh: '整群列，同群同组' },
    { flags: '--out <file>', en: 'write unit and arm as CSV', zh: '把单位与所属组写成 CSV' },
  ],
  run: runAssign,
}

async function runAssign({ options, file, write }: LabRun): Promise<LabResult> {
  const unit = options.required('unit', 'the column that says who is drawn.')
  const salt = options.required('salt', 'a name of the trial; a new one is a new draw.')
  const [strata, cluster, out] = [options.text('strata'), options.text('cluster'), options.text('out')]
  if (strata !== undefined && cluster !== undefined)
    throw labErrors.badOption({
      option: 'strata',
      value: strata,
      wanted: 'left out where --cluster is given',
    })
  const arms = armsOf(options.list('shares'), options.text('shares') ?? '')
  const names = [unit, strata, cluster].filter((name) => name !== undefined)
  const table = await file().read(Object.fromEntries(names.map((name) => [name, 'text' as const])))
  const weights = arms.map(({ share }) => share)
  const units = unitsOf(table, unit)
  const labels = (column: string) => {
    const { codes, levels } = table.allText(column)
    return units.rows.map((row) => levels[codes[row] as number] ?? '')
  }
  const drawn =
    strata !== undefined
      ? stratifiedArms(salt, units.names, labels(strata), weights)
      : cluster !== undefined
        ? clusterArms(salt, labels(cluster), weights)
        : Uint32Array.from(units.names, (name) => armOf(saltedDraw(salt, name), weights))
  const counts = arms.map((_, a) => drawn.reduce((sum, arm) => sum + (arm === a ? 1 : 0), 0))
  if (out !== undefined) {
    const rows = units.names.map((name, i) => [name, arms[drawn[i] as number]?.name ?? ''])
    write(out, csvText([unit, 'arm'], rows))
  }
  return {
    json: {
      units: units.names.length,
      salt,
      arms: arms.map(({ name }, a) => ({ arm: name, n: counts[a] })),
      ...(strata === undefined ? {} : { strata }),
      ...(cluster === undefined ? {} : { cluster, clusters: new Set(labels(cluster)).size }),
    },
    tables: [
      {
        title: `${units.names.length.toLocaleString('en-US')} drawn under the salt "${salt}"`,
        columns: ['arm', 'share', 'drawn'],
        rows: arms.map(({ name, share }, a) => [
          name,
          share / weights.reduce((sum, weight) => sum + weight, 0),
          counts[a] ?? 0,
        ]),
      },
    ],
    charts: [],
  }
}

/** @throws labErrors.badCell for a unit that comes twice: it would be in two strata or clusters */
function unitsOf(table: LabTable, column: string) {
  const { codes, levels } = table.allText(column)
  const first = new Map<number, number>()
  codes.forEach((code, row) => {
    if (!first.has(code)) first.set(code, row)
    else
      throw labErrors.badCell({
        path: table.name,
        row: row + 2,
        column,
        value: levels[code] ?? '',
        wanted: 'there once: each row is one unit to be drawn',
      })
  })
  return { rows: [...first.values()], names: [...first.keys()].map((code) => levels[code] ?? '') }
}

function armsOf(parts: readonly string[], text: string) {
  const arms = parts.map((part) => {
    const at = part.lastIndexOf('=')
    return { name: part.slice(0, Math.max(0, at)).trim(), share: Number(part.slice(at + 1)) }
  })
  const isUsable = arms.every(({ name, share }) => name !== '' && share > 0 && Number.isFinite(share))
  if (arms.length < 2 || !isUsable || new Set(arms.map(({ name }) => name)).size < arms.length)
    throw labErrors.badOption({
      option: 'shares',
      value: text,
      wanted: 'two arms or more with shares above 0, such as control=1,treatment=3',
    })
  return arms
}
