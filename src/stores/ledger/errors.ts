import { defineErrors } from '../../kit/errors.ts'

/** Everything the ledger can answer with instead of rows; `engine*` come from the embedded server's keeper. */
export const ledgerErrors = defineErrors('ledger', {
  unavailable: {
    kind: 'unavailable',
    retryable: true,
    en: (p: { where: string; reason: string }) =>
      `The database at ${p.where} does not answer (${p.reason}). It may be starting; try again in a moment. "liangti doctor" shows its state.`,
    'zh-CN': (p: { where: string; reason: string }) =>
      `数据库 ${p.where} 没有响应（${p.reason}）。它可能正在启动，请稍后重试；运行 liangti doctor 可查看状态。`,
  },
  refused: {
    kind: 'forbidden',
    retryable: false,
    en: (p: { where: string; reason: string }) =>
      `The database at ${p.where} refused the sign-in (${p.reason}). Check the user, password and database name in DATABASE_URL.`,
    'zh-CN': (p: { where: string; reason: string }) =>
      `数据库 ${p.where} 拒绝登录（${p.reason}）。请检查 DATABASE_URL 中的用户名、密码和库名。`,
  },
  conflict: {
    kind: 'conflict',
    retryable: false,
    en: (p: { table: string; constraint: string }) =>
      `An entry like this already exists in ${p.table} (rule ${p.constraint}). Change the value that must be unique.`,
    'zh-CN': (p: { table: string; constraint: string }) =>
      `${p.table} 中已有相同的记录（规则 ${p.constraint}）。请修改需要唯一的值。`,
  },
  reference: {
    kind: 'conflict',
    retryable: false,
    en: (p: { table: string; constraint: string }) =>
      `The change would leave ${p.table} pointing at something that does not exist (rule ${p.constraint}). Nothing was changed.`,
    'zh-CN': (p: { table: string; constraint: string }) =>
      `该改动会使 ${p.table} 引用不存在的记录（规则 ${p.constraint}），未做任何修改。`,
  },
  busy: {
    kind: 'unavailable',
    retryable: true,
    en: (p: { attempts: number }) =>
      `Others were changing the same entries; the change was given up after ${p.attempts} attempts. Try again.`,
    'zh-CN': (p: { attempts: number }) => `其他操作正在修改相同的记录，尝试 ${p.attempts} 次后放弃。请重试。`,
  },
  noKeys: {
    kind: 'internal',
    retryable: false,
    en: (p: { workspaceId: number }) =>
      `The workspace ${p.workspaceId} has no encryption keys. It was not set up completely; remove it and create it again.`,
    'zh-CN': (p: { workspaceId: number }) =>
      `工作区 ${p.workspaceId} 没有加密密钥，创建未完成。请删除后重新创建。`,
  },
  timeout: {
    kind: 'unavailable',
    retryable: true,
    en: () => 'The database took too long for one statement and stopped it. Nothing was changed by it.',
    'zh-CN': () => '数据库执行单条语句超时，已中止，未产生改动。',
  },
  diskFull: {
    kind: 'unavailable',
    retryable: true,
    en: () => 'The disk of the database is full. Nothing was changed. Free some space and try again.',
    'zh-CN': () => '数据库所在磁盘已满，未做任何修改。请清理空间后重试。',
  },
  changedMigration: {
    kind: 'internal',
    retryable: false,
    en: (p: { id: string }) =>
      `The migration ${p.id} was applied to this database in another form than this program carries. Run the version that made the database, or restore a backup into an empty one.`,
    'zh-CN': (p: { id: string }) =>
      `数据库中已执行的迁移 ${p.id} 与当前程序所带的内容不一致。请使用创建该数据库的版本，或把备份恢复到空库。`,
  },
  newerSchema: {
    kind: 'conflict',
    retryable: false,
    en: (p: { id: string }) =>
      `The database was written by a newer Liangti: it has the migration ${p.id}, which this version does not know. Upgrade Liangti.`,
    'zh-CN': (p: { id: string }) =>
      `数据库由更新版本的量体写入：其中的迁移 ${p.id} 当前版本不认识。请升级量体。`,
  },
  migrationFailed: {
    kind: 'internal',
    retryable: false,
    en: (p: { id: string; reason: string }) =>
      `The migration ${p.id} failed and was undone: ${p.reason}. The database is as it was before.`,
    'zh-CN': (p: { id: string; reason: string }) =>
      `迁移 ${p.id} 失败并已回滚：${p.reason}。数据库保持原状。`,
  },
  engineRunning: {
    kind: 'conflict',
    retryable: false,
    en: (p: { dir: string; pid: number }) =>
      `The data folder ${p.dir} is already in use by process ${p.pid}. Stop that one first, or choose another data folder (LIANGTI_DATA_DIR).`,
    'zh-CN': (p: { dir: string; pid: number }) =>
      `数据目录 ${p.dir} 正被进程 ${p.pid} 使用。请先停止该进程，或另选数据目录（LIANGTI_DATA_DIR）。`,
  },
  engineMissing: {
    kind: 'unavailable',
    retryable: false,
    en: (p: { platform: string }) =>
      `The embedded PostgreSQL for ${p.platform} is not installed. Run "npm install" without --omit=optional, or set DATABASE_URL to a PostgreSQL server.`,
    'zh-CN': (p: { platform: string }) =>
      `未安装适用于 ${p.platform} 的内嵌 PostgreSQL。请运行 npm install（不要加 --omit=optional），或用 DATABASE_URL 指定 PostgreSQL 服务器。`,
  },
  engineFailed: {
    kind: 'unavailable',
    retryable: true,
    en: (p: { step: string; reason: string; log: string }) =>
      `The embedded PostgreSQL could not ${p.step}: ${p.reason}. Its log is ${p.log}.`,
    'zh-CN': (p: { step: string; reason: string; log: string }) =>
      `内嵌 PostgreSQL 出错（${p.step}）：${p.reason}。日志见 ${p.log}。`,
  },
  engineFolder: {
    kind: 'unavailable',
    retryable: false,
    en: (p: { dir: string; problem: string }) =>
      `The embedded PostgreSQL cannot use the folder ${p.dir}: ${p.problem}.`,
    'zh-CN': (p: { dir: string; problem: string }) => `内嵌 PostgreSQL 无法使用目录 ${p.dir}：${p.problem}。`,
  },
  engineVersion: {
    kind: 'conflict',
    retryable: false,
    en: (p: { dir: string; found: string; wanted: string }) =>
      `The folder ${p.dir} was made by PostgreSQL ${p.found}, this program carries ${p.wanted}. Make a backup with the old version and restore it into a new data folder.`,
    'zh-CN': (p: { dir: string; found: string; wanted: string }) =>
      `目录 ${p.dir} 由 PostgreSQL ${p.found} 创建，当前程序自带 ${p.wanted}。请用旧版本备份，再恢复到新的数据目录。`,
  },
})
