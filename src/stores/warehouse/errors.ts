import { defineErrors } from '../../kit/errors.ts'

/** Errors of the analytics engine. `code` is the engine's own number; no message repeats a value of a row. */
export const warehouseErrors = defineErrors('warehouse', {
  unavailable: {
    kind: 'unavailable',
    retryable: true,
    en: (p: { url: string; problem: string }) =>
      `The analytics engine at ${p.url} does not answer (${p.problem}). It restarts by itself; try again in a moment, and run "liangti doctor" if it stays so.`,
    'zh-CN': (p: { url: string; problem: string }) =>
      `分析引擎 ${p.url} 没有响应（${p.problem}）。引擎会自动重启，请稍后重试；若仍无响应，请运行“liangti doctor”检查。`,
  },
  busy: {
    kind: 'unavailable',
    retryable: true,
    en: (p: { query: string }) =>
      `The analytics engine is busy: "${p.query}" waited too long for its turn. Nothing was done; try again in a moment.`,
    'zh-CN': (p: { query: string }) => `分析引擎繁忙：“${p.query}”等待超时，未执行任何操作。请稍后重试。`,
  },
  memory: {
    kind: 'too_large',
    retryable: false,
    en: (p: { query: string; code: number }) =>
      `"${p.query}" needs more memory than it may use (engine error ${p.code}). Narrow it down (shorter window, fewer customers), or raise warehouseMemoryMb.`,
    'zh-CN': (p: { query: string; code: number }) =>
      `“${p.query}”所需内存超出上限（引擎错误 ${p.code}）。请缩小范围（缩短时间窗口或减少客户数），或调高 warehouseMemoryMb。`,
  },
  timeout: {
    kind: 'too_large',
    retryable: false,
    en: (p: { query: string; code: number }) =>
      `"${p.query}" did not finish within its time limit and was stopped (engine error ${p.code}). Narrow it down, or run it as a long job.`,
    'zh-CN': (p: { query: string; code: number }) =>
      `“${p.query}”未能在时限内完成，已被终止（引擎错误 ${p.code}）。请缩小范围，或作为长时任务运行。`,
  },
  unknownTable: {
    kind: 'internal',
    retryable: false,
    en: (p: { query: string; code: number }) =>
      `"${p.query}" reads a table or database that does not exist (engine error ${p.code}). Run "liangti migrate"; if it persists, the data folder belongs to another version.`,
    'zh-CN': (p: { query: string; code: number }) =>
      `“${p.query}”所读的表或数据库不存在（引擎错误 ${p.code}）。请运行“liangti migrate”；若仍如此，说明数据目录属于其他版本。`,
  },
  badQuery: {
    kind: 'internal',
    retryable: false,
    en: (p: { query: string; code: number; name: string }) =>
      `The engine does not understand "${p.query}" (engine error ${p.code} ${p.name}). This is a fault of the program; please report it.`,
    'zh-CN': (p: { query: string; code: number; name: string }) =>
      `引擎无法理解“${p.query}”（引擎错误 ${p.code} ${p.name}）。这是程序缺陷，请反馈。`,
  },
  badValue: {
    kind: 'invalid',
    retryable: false,
    en: (p: { query: string; code: number; name: string }) =>
      `A value given to "${p.query}" does not have the type it needs (engine error ${p.code} ${p.name}). Check the input; nothing was stored.`,
    'zh-CN': (p: { query: string; code: number; name: string }) =>
      `传给“${p.query}”的值类型不符（引擎错误 ${p.code} ${p.name}）。请检查输入，未写入任何数据。`,
  },
  refused: {
    kind: 'forbidden',
    retryable: false,
    en: (p: { query: string; code: number; name: string }) =>
      `The engine refuses "${p.query}": its access or settings are not allowed (engine error ${p.code} ${p.name}). Check the user and password of the engine's address.`,
    'zh-CN': (p: { query: string; code: number; name: string }) =>
      `引擎拒绝执行“${p.query}”：权限或设置不允许（引擎错误 ${p.code} ${p.name}）。请检查引擎地址中的用户名和密码。`,
  },
  failed: {
    kind: 'internal',
    retryable: false,
    en: (p: { query: string; code: number; name: string }) =>
      `"${p.query}" failed in the analytics engine (engine error ${p.code} ${p.name}). Run "liangti doctor" and look at the log around this time.`,
    'zh-CN': (p: { query: string; code: number; name: string }) =>
      `“${p.query}”在分析引擎中执行失败（引擎错误 ${p.code} ${p.name}）。请运行“liangti doctor”，并查看此时段的日志。`,
  },
  diskFull: {
    kind: 'unavailable',
    retryable: true,
    en: (p: { query: string; code: number }) =>
      `The disk of the analytics engine is full; "${p.query}" was not stored (engine error ${p.code}). Free some space and repeat it.`,
    'zh-CN': (p: { query: string; code: number }) =>
      `分析引擎所在磁盘已满，“${p.query}”未能写入（引擎错误 ${p.code}）。请清理空间后重试。`,
  },
  badParams: {
    kind: 'invalid',
    retryable: false,
    en: (p: { query: string; field: string; problem: string }) =>
      `The parameter ${p.field} of "${p.query}" is wrong: ${p.problem}.`,
    'zh-CN': (p: { query: string; field: string; problem: string }) =>
      `“${p.query}”的参数 ${p.field} 有误：${p.problem}。`,
  },
  badRow: {
    kind: 'internal',
    retryable: false,
    en: (p: { query: string; row: number; field: string; problem: string }) =>
      `Row ${p.row} of "${p.query}" is not as declared, at ${p.field}: ${p.problem}. This is a fault of the program; please report it.`,
    'zh-CN': (p: { query: string; row: number; field: string; problem: string }) =>
      `“${p.query}”第 ${p.row} 行的 ${p.field} 与声明不符：${p.problem}。这是程序缺陷，请反馈。`,
  },
  dataDirInUse: {
    kind: 'conflict',
    retryable: false,
    en: (p: { dir: string; pid: number | null }) =>
      `The folder ${p.dir} is already open in another analytics engine${p.pid === null ? '' : ` (process ${p.pid})`}. Stop that one, or choose another data folder.`,
    'zh-CN': (p: { dir: string; pid: number | null }) =>
      `目录 ${p.dir} 已被另一个分析引擎打开${p.pid === null ? '' : `（进程 ${p.pid}）`}。请先停止它，或改用其他数据目录。`,
  },
  cannotStart: {
    kind: 'unavailable',
    retryable: false,
    en: (p: { dir: string; problem: string }) =>
      `The embedded analytics engine cannot start on ${p.dir}: ${p.problem}. Check that the folder can be written and that the installation is complete (npm ci).`,
    'zh-CN': (p: { dir: string; problem: string }) =>
      `嵌入式分析引擎无法在 ${p.dir} 启动：${p.problem}。请确认目录可写，且安装完整（npm ci）。`,
  },
  backupDamaged: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string; problem: string }) =>
      `The backup file ${p.file} cannot be used: ${p.problem}. Nothing was taken from it; use another backup.`,
    'zh-CN': (p: { file: string; problem: string }) =>
      `备份文件 ${p.file} 无法使用：${p.problem}。未从中恢复任何内容，请使用其他备份。`,
  },
  restoreTarget: {
    kind: 'conflict',
    retryable: false,
    en: (p: { problem: string }) =>
      `The backup cannot be restored here: ${p.problem}. Restore into a new, empty data folder with the same or a newer version.`,
    'zh-CN': (p: { problem: string }) =>
      `无法在此恢复备份：${p.problem}。请使用相同或更新的版本，恢复到全新的空数据目录。`,
  },
  changedMeanwhile: {
    kind: 'conflict',
    retryable: true,
    en: (p: { table: string }) =>
      `Table ${p.table} kept changing while it was being backed up. Stop imports and sending, then back up again.`,
    'zh-CN': (p: { table: string }) => `备份期间数据表 ${p.table} 持续变化。请暂停导入和发送后重新备份。`,
  },
})
