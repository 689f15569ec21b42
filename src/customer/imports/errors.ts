import { defineErrors } from '../../kit/errors.ts'

/** Why a whole file is refused. Nothing of it is stored then. */
export const importErrors = defineErrors('import', {
  emptyFile: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string }) =>
      `${p.file} is empty. Export it again and check that it has a header row and at least one row of data.`,
    'zh-CN': (p: { file: string }) => `${p.file} 是空文件。请重新导出，并确认其中有表头行和至少一行数据。`,
  },
  noRows: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string }) =>
      `${p.file} has a header row but no data below it. Export it again with its rows.`,
    'zh-CN': (p: { file: string }) => `${p.file} 只有表头，没有数据行。请重新导出完整的数据。`,
  },
  noHeader: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string }) =>
      `Row 1 of ${p.file} looks like data, not like column names. Put a header row on top and try again.`,
    'zh-CN': (p: { file: string }) =>
      `${p.file} 的第 1 行看起来是数据而不是列名。请在最上方加上表头行后重试。`,
  },
  wrongEncoding: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string; row: number; encoding: string }) =>
      `${p.file} is not ${p.encoding} text near row ${p.row}. Save it as UTF-8 (or name its encoding in the mapping: utf-8, gbk, utf-16le) and try again.`,
    'zh-CN': (p: { file: string; row: number; encoding: string }) =>
      `${p.file} 在第 ${p.row} 行附近不是 ${p.encoding} 文本。请另存为 UTF-8，或在映射中指定编码（utf-8、gbk、utf-16le）后重试。`,
  },
  binary: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string }) =>
      `${p.file} is not a table: it holds binary data. CSV, TSV, NDJSON (also .gz), Parquet and .xlsx files can be imported.`,
    'zh-CN': (p: { file: string }) =>
      `${p.file} 不是表格文件，而是二进制数据。可导入 CSV、TSV、NDJSON（可为 .gz）、Parquet 和 .xlsx 文件。`,
  },
  lineTooLong: {
    kind: 'too_large',
    retryable: false,
    en: (p: { file: string; row: number; limit: number }) =>
      `Row ${p.row} of ${p.file} is longer than ${p.limit} characters. Look for a quotation mark that is never closed, or a wrong delimiter; nothing was imported.`,
    'zh-CN': (p: { file: string; row: number; limit: number }) =>
      `${p.file} 的第 ${p.row} 行超过 ${p.limit} 个字符。请检查是否有未闭合的引号或分隔符有误；未导入任何数据。`,
  },
  openQuote: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string; row: number }) =>
      `A quotation mark opened in row ${p.row} of ${p.file} is never closed. Close it, or double it if it belongs to the text ("").`,
    'zh-CN': (p: { file: string; row: number }) =>
      `${p.file} 第 ${p.row} 行的引号没有闭合。请补上引号；若引号属于正文，请写成两个（""）。`,
  },
  truncated: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string; row: number }) =>
      `${p.file} ends in the middle of its compressed data, after row ${p.row}. It was cut off when copied; copy it again. Nothing was imported.`,
    'zh-CN': (p: { file: string; row: number }) =>
      `${p.file} 的压缩数据在第 ${p.row} 行之后中断，可能传输不完整。请重新复制文件；未导入任何数据。`,
  },
  damagedSheet: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string; problem: string }) =>
      `${p.file} cannot be read as an Excel workbook (${p.problem}). Open it in Excel, save it as .xlsx or CSV, and try again.`,
    'zh-CN': (p: { file: string; problem: string }) =>
      `无法将 ${p.file} 作为 Excel 工作簿读取（${p.problem}）。请用 Excel 打开后另存为 .xlsx 或 CSV 再试。`,
  },
  damagedParquet: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string; problem: string }) =>
      `${p.file} cannot be read as Parquet (${p.problem}). It may be cut off or encrypted; export it again.`,
    'zh-CN': (p: { file: string; problem: string }) =>
      `无法将 ${p.file} 作为 Parquet 读取（${p.problem}）。文件可能不完整或已加密，请重新导出。`,
  },
  fileTooLarge: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string; limitMb: number }) =>
      `${p.file} is larger than ${p.limitMb} MB, more than is read of this format at once. Split it, or export it as CSV or NDJSON.`,
    'zh-CN': (p: { file: string; limitMb: number }) =>
      `${p.file} 超过 ${p.limitMb} MB，该格式无法一次读入。请拆分文件，或导出为 CSV 或 NDJSON。`,
  },
  sheetTooLarge: {
    kind: 'too_large',
    retryable: false,
    en: (p: { file: string; limitMb: number }) =>
      `${p.file} is larger than ${p.limitMb} MB, too large for a workbook. Save it as CSV, which has no such limit.`,
    'zh-CN': (p: { file: string; limitMb: number }) =>
      `${p.file} 超过 ${p.limitMb} MB，作为工作簿过大。请另存为 CSV，CSV 没有此限制。`,
  },
  notJsonLines: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string }) =>
      `${p.file} is JSON, but not one object a line (NDJSON, also called JSON Lines). Export it as NDJSON or CSV and try again.`,
    'zh-CN': (p: { file: string }) =>
      `${p.file} 是 JSON，但不是每行一个对象的 NDJSON（JSON Lines）。请导出为 NDJSON 或 CSV 后重试。`,
  },
  tooManyColumns: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string; row: number; limit: number }) =>
      `Line ${p.row} of ${p.file} brings the file to more than ${p.limit} different keys. Keys made of data (dates, numbers of customers) belong into values; change the export and try again.`,
    'zh-CN': (p: { file: string; row: number; limit: number }) =>
      `到第 ${p.row} 行为止，${p.file} 中不同的键已超过 ${p.limit} 个。请把写进键名里的数据（如日期、客户编号）改为值后重新导出。`,
  },
  duplicateHeader: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string; column: string; first: number; second: number }) =>
      `${p.file} has two columns named "${p.column}" (${p.first} and ${p.second}). Rename one of them in row 1.`,
    'zh-CN': (p: { file: string; column: string; first: number; second: number }) =>
      `${p.file} 有两列同名“${p.column}”（第 ${p.first} 列和第 ${p.second} 列）。请在第 1 行修改其中一个列名。`,
  },
  unknownColumn: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string; column: string; field: string; known: string }) =>
      `The mapping of "${p.field}" names the column "${p.column}", which ${p.file} does not have. Its columns: ${p.known}.`,
    'zh-CN': (p: { file: string; column: string; field: string; known: string }) =>
      `字段“${p.field}”的映射引用了列“${p.column}”，但 ${p.file} 中没有该列。现有列：${p.known}。`,
  },
  unknownField: {
    kind: 'invalid',
    retryable: false,
    en: (p: { field: string; kind: string; known: string }) =>
      `The mapping fills "${p.field}", which ${p.kind} do not have. Fields of ${p.kind}: ${p.known}. Anything else belongs under attributes.`,
    'zh-CN': (p: { field: string; kind: string; known: string }) =>
      `映射填写了“${p.field}”，但 ${p.kind} 没有该字段。可用字段：${p.known}。其他内容请放在 attributes 下。`,
  },
  missingField: {
    kind: 'invalid',
    retryable: false,
    en: (p: { field: string; kind: string }) =>
      `No column is mapped to "${p.field}", which ${p.kind} need. Map a column, a constant or an expression to it.`,
    'zh-CN': (p: { field: string; kind: string }) =>
      `没有列映射到 ${p.kind} 必需的字段“${p.field}”。请为它指定列、固定值或表达式。`,
  },
  unknownCurrency: {
    kind: 'invalid',
    retryable: false,
    en: (p: { where: string; currency: string }) =>
      `${p.where} names the currency "${p.currency}", which is not an ISO 4217 code. Use one such as CNY, USD or EUR.`,
    'zh-CN': (p: { where: string; currency: string }) =>
      `${p.where}中的币种“${p.currency}”不是 ISO 4217 代码。请使用 CNY、USD、EUR 等代码。`,
  },
  unknownZone: {
    kind: 'invalid',
    retryable: false,
    en: (p: { zone: string }) =>
      `The mapping names the time zone "${p.zone}", which does not exist. Use an IANA name such as Asia/Shanghai.`,
    'zh-CN': (p: { zone: string }) =>
      `映射中的时区“${p.zone}”不存在。请使用 Asia/Shanghai 这样的 IANA 名称。`,
  },
  badFormat: {
    kind: 'invalid',
    retryable: false,
    en: (p: { field: string; format: string; problem: string }) =>
      `The date format "${p.format}" of "${p.field}" cannot be used: ${p.problem}. Write it like yyyy-MM-dd HH:mm or dd/MM/yyyy.`,
    'zh-CN': (p: { field: string; format: string; problem: string }) =>
      `字段“${p.field}”的日期格式“${p.format}”无法使用：${p.problem}。请写成 yyyy-MM-dd HH:mm 或 dd/MM/yyyy 的形式。`,
  },
  badMapping: {
    kind: 'invalid',
    retryable: false,
    en: (p: { where: string; problem: string }) => `The mapping ${p.where} cannot be used: ${p.problem}.`,
    'zh-CN': (p: { where: string; problem: string }) => `映射 ${p.where} 无法使用：${p.problem}。`,
  },
  badExpression: {
    kind: 'invalid',
    retryable: false,
    en: (p: { field: string; expression: string; at: number; problem: string }) =>
      `The expression of "${p.field}" is wrong at character ${p.at}: ${p.problem}. It reads: ${p.expression}`,
    'zh-CN': (p: { field: string; expression: string; at: number; problem: string }) =>
      `字段“${p.field}”的表达式在第 ${p.at} 个字符处有误：${p.problem}。表达式为：${p.expression}`,
  },
  notReadable: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string; reason: string }) =>
      `${p.file} cannot be read (${p.reason}). Check that it exists and that this account may read it.`,
    'zh-CN': (p: { file: string; reason: string }) =>
      `无法读取 ${p.file}（${p.reason}）。请确认文件存在且当前账户有读取权限。`,
  },
  notWritable: {
    kind: 'unavailable',
    retryable: true,
    en: (p: { dir: string; reason: string }) =>
      `The folder ${p.dir} cannot be written (${p.reason}). Give this account write permission or choose another data folder.`,
    'zh-CN': (p: { dir: string; reason: string }) =>
      `目录 ${p.dir} 无法写入（${p.reason}）。请授予写权限，或更换数据目录。`,
  },
  diskFull: {
    kind: 'unavailable',
    retryable: true,
    en: (p: { dir: string }) =>
      `The disk of ${p.dir} is full. The unfinished file was removed; free some space and try again.`,
    'zh-CN': (p: { dir: string }) => `${p.dir} 所在磁盘已满，未写完的文件已删除。请清理空间后重试。`,
  },
  damagedUpload: {
    kind: 'internal',
    retryable: false,
    en: (p: { file: string }) =>
      `The stored copy of ${p.file} no longer has the content that was uploaded. Upload it again. Nothing was imported.`,
    'zh-CN': (p: { file: string }) => `${p.file} 的存储副本与上传内容不一致。请重新上传；未导入任何数据。`,
  },
  tooLargeUpload: {
    kind: 'too_large',
    retryable: false,
    en: (p: { file: string; limitMb: number }) =>
      `${p.file} is larger than ${p.limitMb} MB. Compress it with gzip, split it, or import it with "liangti import" on the server.`,
    'zh-CN': (p: { file: string; limitMb: number }) =>
      `${p.file} 超过 ${p.limitMb} MB。请用 gzip 压缩、拆分文件，或在服务器上用 liangti import 导入。`,
  },
  readerStopped: {
    kind: 'unavailable',
    retryable: true,
    en: (p: { file: string; reason: string }) =>
      `Reading ${p.file} broke off (${p.reason}). Nothing of it was stored. Start the import again; if it breaks off again, split the file.`,
    'zh-CN': (p: { file: string; reason: string }) =>
      `读取 ${p.file} 时中断（${p.reason}），未保存任何内容。请重新导入；若再次中断，请拆分文件。`,
  },
  interrupted: {
    kind: 'unavailable',
    retryable: true,
    en: (p: { file: string }) =>
      `The import of ${p.file} was interrupted before its rows were stored. Nothing of it was kept; start it again.`,
    'zh-CN': (p: { file: string }) => `${p.file} 的导入在保存数据前被中断，未保留任何内容，请重新开始。`,
  },
  notUndoable: {
    kind: 'conflict',
    retryable: false,
    en: (p: { status: string }) =>
      `This import is "${p.status}"; only a finished one can be taken out again.`,
    'zh-CN': (p: { status: string }) => `该导入当前状态为“${p.status}”，只有已完成的导入才能撤销。`,
  },
  notRepairable: {
    kind: 'conflict',
    retryable: false,
    en: (p: { status: string }) =>
      `The rejected rows of this import cannot be repaired: it is "${p.status}". Only a finished import that has not been taken out can be.`,
    'zh-CN': (p: { status: string }) =>
      `无法修复该导入的拒收行：当前状态为“${p.status}”。只有已完成且未撤销的导入可以修复。`,
  },
  beingRepaired: {
    kind: 'conflict',
    retryable: true,
    en: (p: { file: string }) =>
      `The rejected rows of ${p.file} are being stored or taken out right now. Wait until that has ended, then try again.`,
    'zh-CN': (p: { file: string }) => `${p.file} 的拒收行正在存入或撤销，请等它结束后再试。`,
  },
  nothingFits: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string }) =>
      `None of the rejected rows of ${p.file} fits yet. Correct the marked cells or the mapping, then store them.`,
    'zh-CN': (p: { file: string }) =>
      `${p.file} 的拒收行都还有问题。请先更正标出的单元格或字段映射，再存入。`,
  },
  otherKind: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string }) =>
      `A corrected mapping keeps what ${p.file} holds, the name of its source, and how equal rows are counted: these tell which rows were stored before. To change them, take the import out and import the file again.`,
    'zh-CN': (p: { file: string }) =>
      `更正映射时不能改变 ${p.file} 的内容类型、来源名称和重复行的处理方式，否则无法认出已存入的行。如需更改，请先撤销导入，再重新导入文件。`,
  },
  namesErased: {
    kind: 'invalid',
    retryable: false,
    en: (p: { row: number }) =>
      `Row ${p.row} would name somebody whose personal data was erased at their wish. Leave the identifier out, or drop the row.`,
    'zh-CN': (p: { row: number }) =>
      `第 ${p.row} 行会涉及已按本人要求删除个人信息的客户。请去掉该标识，或不要这一行。`,
  },
})
