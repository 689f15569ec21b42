import { defineErrors } from '../../kit/errors.ts'
import { inChinese } from './words-zh.ts'

/** What can be wrong with a lab run; all of it is the caller's to mend and ends with exit code 2. */
export const labErrors = defineErrors('lab', {
  noFile: {
    kind: 'not_found',
    retryable: false,
    en: (p: { path: string }) => `There is no file ${p.path}. Check the path.`,
    'zh-CN': (p: { path: string }) => `找不到文件 ${p.path}，请检查路径。`,
  },
  unreadable: {
    kind: 'invalid',
    retryable: false,
    en: (p: { path: string; reason: string }) =>
      `${p.path} cannot be read: ${p.reason}. The lab reads CSV and TSV (also .gz) in UTF-8, and Parquet.`,
    'zh-CN': (p: { path: string; reason: string }) =>
      `无法读取 ${p.path}：${p.reason}。支持 UTF-8 编码的 CSV、TSV（可为 .gz）和 Parquet。`,
  },
  empty: {
    kind: 'invalid',
    retryable: false,
    en: (p: { path: string }) => `${p.path} has no rows below its header. Give a file with data.`,
    'zh-CN': (p: { path: string }) => `${p.path} 除表头外没有数据行，请提供有数据的文件。`,
  },
  duplicateHeader: {
    kind: 'invalid',
    retryable: false,
    en: (p: { path: string; column: string }) =>
      `${p.path} has two columns named "${p.column}". Rename one of them.`,
    'zh-CN': (p: { path: string; column: string }) => `${p.path} 有两列同名“${p.column}”，请改掉其中一个。`,
  },
  raggedRow: {
    kind: 'invalid',
    retryable: false,
    en: (p: { path: string; row: number; cells: number; columns: number }) =>
      `${p.path}, row ${p.row}: ${p.cells} cells under ${p.columns} headers. Check the delimiter and the quotes.`,
    'zh-CN': (p: { path: string; row: number; cells: number; columns: number }) =>
      `${p.path} 第 ${p.row} 行有 ${p.cells} 格，表头却是 ${p.columns} 列，请检查分隔符和引号。`,
  },
  noColumn: {
    kind: 'invalid',
    retryable: false,
    en: (p: { path: string; column: string; columns: string }) =>
      `${p.path} has no column "${p.column}". It has: ${p.columns}.`,
    'zh-CN': (p: { path: string; column: string; columns: string }) =>
      `${p.path} 没有“${p.column}”这一列。现有的列：${p.columns}。`,
  },
  notNumber: {
    kind: 'invalid',
    retryable: false,
    en: (p: { path: string; row: number; column: string; value: string }) =>
      `${p.path}, row ${p.row}, column "${p.column}": "${p.value}" is not a number. Correct it or leave the cell empty.`,
    'zh-CN': (p: { path: string; row: number; column: string; value: string }) =>
      `${p.path} 第 ${p.row} 行“${p.column}”列：“${p.value}”不是数字，请改正或留空。`,
  },
  notTime: {
    kind: 'invalid',
    retryable: false,
    en: (p: { path: string; row: number; column: string; value: string }) =>
      `${p.path}, row ${p.row}, column "${p.column}": "${p.value}" is not a time. Correct it or leave the cell empty.`,
    'zh-CN': (p: { path: string; row: number; column: string; value: string }) =>
      `${p.path} 第 ${p.row} 行“${p.column}”列：“${p.value}”不是时间，请改正或留空。`,
  },
  missingCell: {
    kind: 'invalid',
    retryable: false,
    en: (p: { path: string; row: number; column: string }) =>
      `${p.path}, row ${p.row}: the column "${p.column}" is empty, and this method needs it in each row.`,
    'zh-CN': (p: { path: string; row: number; column: string }) =>
      `${p.path} 第 ${p.row} 行的“${p.column}”为空，而该方法要求每行都有值。`,
  },
  twoUses: {
    kind: 'invalid',
    retryable: false,
    en: (p: { column: string }) =>
      `Two options name the column "${p.column}" for uses that need different kinds of cells. Name another column for one of them.`,
    'zh-CN': (p: { column: string }) =>
      `有两个选项都指定了“${p.column}”这一列，而两处要求的数据类型不同，请为其中一个换一列。`,
  },
  badCell: {
    kind: 'invalid',
    retryable: false,
    en: (p: { path: string; row: number; column: string; value: string; wanted: string }) =>
      `${p.path}, row ${p.row}, column "${p.column}": ${p.value} is not usable, it must be ${p.wanted}.`,
    'zh-CN': (p: { path: string; row: number; column: string; value: string; wanted: string }) =>
      `${p.path} 第 ${p.row} 行“${p.column}”列：${p.value} 不可用，应为：${inChinese(p.wanted)}。`,
  },
  noOption: {
    kind: 'invalid',
    retryable: false,
    en: (p: { option: string; why: string }) => `--${p.option} is missing: ${p.why}`,
    'zh-CN': (p: { option: string; why: string }) => `缺少 --${p.option}：${inChinese(p.why)}`,
  },
  emptyOption: {
    kind: 'invalid',
    retryable: false,
    en: (p: { option: string }) => `--${p.option} is empty. Give it a value, or leave it out.`,
    'zh-CN': (p: { option: string }) => `--${p.option} 的值为空，请给出取值或去掉该选项。`,
  },
  badParquet: {
    kind: 'invalid',
    retryable: false,
    en: (p: { path: string; reason: string }) =>
      `${p.path} is not a whole Parquet file: it is cut off or damaged (${p.reason}). Copy or export it again.`,
    'zh-CN': (p: { path: string; reason: string }) =>
      `${p.path} 不是完整的 Parquet 文件，可能被截断或已损坏（${p.reason}）。请重新复制或导出。`,
  },
  badOption: {
    kind: 'invalid',
    retryable: false,
    en: (p: { option: string; value: string; wanted: string }) =>
      `--${p.option} "${p.value}" is not usable: it must be ${p.wanted}.`,
    'zh-CN': (p: { option: string; value: string; wanted: string }) =>
      `--${p.option} 的值“${p.value}”不可用，应为：${inChinese(p.wanted)}。`,
  },
  notWritten: {
    kind: 'invalid',
    retryable: false,
    en: (p: { path: string; reason: string }) =>
      `${p.path} cannot be written: ${p.reason}. Name a file in a folder you may write to.`,
    'zh-CN': (p: { path: string; reason: string }) =>
      `无法写入 ${p.path}：${p.reason}。请指定可写目录中的文件。`,
  },
  unusable: {
    kind: 'invalid',
    retryable: false,
    en: (p: { method: string; problem: string }) => `${p.method} cannot work on this: ${p.problem}`,
    'zh-CN': (p: { method: string; problem: string }) =>
      `${p.method} 无法处理这份数据：${inChinese(p.problem)}`,
  },
})
