import { defineErrors } from '../../kit/errors.ts'

export const backupErrors = defineErrors('backup', {
  folderNotEmpty: {
    kind: 'conflict',
    retryable: false,
    en: (p: { dir: string }) =>
      `The folder ${p.dir} is not empty. Name a new folder for the backup; nothing was written.`,
    'zh-CN': (p: { dir: string }) => `目录 ${p.dir} 不是空的。请为备份指定新目录；未写入任何内容。`,
  },
  cannotWrite: {
    kind: 'unavailable',
    retryable: true,
    en: (p: { dir: string; reason: string }) =>
      `The backup could not be written to ${p.dir} (${p.reason}) and is not complete. Free space or choose another folder, and start again.`,
    'zh-CN': (p: { dir: string; reason: string }) =>
      `无法将备份写入 ${p.dir}（${p.reason}），备份不完整。请清理空间或另选目录后重试。`,
  },
  notABackup: {
    kind: 'invalid',
    retryable: false,
    en: (p: { dir: string; problem: string }) =>
      `${p.dir} is not a complete backup: ${p.problem}. Nothing was changed. A backup is complete when it has a manifest.json.`,
    'zh-CN': (p: { dir: string; problem: string }) =>
      `${p.dir} 不是完整的备份：${p.problem}。未做任何修改。完整的备份中应有 manifest.json。`,
  },
  damaged: {
    kind: 'invalid',
    retryable: false,
    en: (p: { file: string }) =>
      `The file ${p.file} of the backup was changed or damaged: its checksum does not match. Nothing was restored. Take another copy of the backup.`,
    'zh-CN': (p: { file: string }) =>
      `备份文件 ${p.file} 的校验和不符，已被改动或损坏。未恢复任何内容，请换用另一份备份。`,
  },
  newer: {
    kind: 'conflict',
    retryable: false,
    en: (p: { what: string; version: string }) =>
      `The backup was made by a newer Liangti (${p.version}) and holds ${p.what}, which this version does not know. Upgrade Liangti, then restore. Nothing was changed.`,
    'zh-CN': (p: { what: string; version: string }) =>
      `备份由更新版本的量体（${p.version}）生成，包含当前版本不认识的 ${p.what}。请升级后再恢复；未做任何修改。`,
  },
  targetNotEmpty: {
    kind: 'conflict',
    retryable: false,
    en: (p: { store: string; table: string }) =>
      `There is data already (${p.store}, table ${p.table}). A backup is restored into an empty installation only: name a new data folder. Nothing was changed.`,
    'zh-CN': (p: { store: string; table: string }) =>
      `目标中已有数据（${p.store} 的表 ${p.table}）。备份只能恢复到空的安装，请指定新的数据目录；未做任何修改。`,
  },
})
