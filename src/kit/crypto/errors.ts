import { defineErrors } from '../errors.ts'

export const cryptoErrors = defineErrors('crypto', {
  keyFileMissing: {
    kind: 'unavailable',
    retryable: false,
    en: (p: { path: string }) =>
      `The master key ${p.path} is missing, but there is data encrypted with it. Put the key back from where you keep its copy; without it telephone numbers and addresses cannot be read.`,
    'zh-CN': (p: { path: string }) =>
      `主密钥文件 ${p.path} 不存在，而库中已有用它加密的数据。请从备份处放回该文件；没有它，电话和地址等信息将无法读取。`,
  },
  keyFileOpen: {
    kind: 'unavailable',
    retryable: false,
    en: (p: { path: string; mode: string }) =>
      `The master key ${p.path} can be read by other users of this machine (mode ${p.mode}). Run: chmod 600 "${p.path}". If others may have read it, change the key.`,
    'zh-CN': (p: { path: string; mode: string }) =>
      `主密钥文件 ${p.path} 可被本机其他用户读取（权限 ${p.mode}）。请执行 chmod 600 "${p.path}"；若可能已被他人读取，请更换密钥。`,
  },
  keyFileDamaged: {
    kind: 'unavailable',
    retryable: false,
    en: (p: { path: string; problem: string }) =>
      `The master key ${p.path} is not usable: ${p.problem}. It must hold 32 bytes in base64 on one line. Put back the copy you keep; do not make a new one.`,
    'zh-CN': (p: { path: string; problem: string }) =>
      `主密钥文件 ${p.path} 无法使用：${p.problem}。文件应为一行 base64，内容 32 字节。请放回保存的副本，不要重新生成。`,
  },
  wrongKey: {
    kind: 'unavailable',
    retryable: false,
    en: () =>
      'The data was encrypted with another master key, or has been altered. Nothing was decrypted. Check that the key file belongs to this data.',
    'zh-CN': () => '数据由另一主密钥加密，或已被篡改，未解密任何内容。请确认密钥文件与数据匹配。',
  },
  damaged: {
    kind: 'internal',
    retryable: false,
    en: (p: { problem: string }) =>
      `An encrypted value cannot be read: ${p.problem}. It was damaged or altered; restore it from a backup.`,
    'zh-CN': (p: { problem: string }) => `无法读取加密内容：${p.problem}。数据已损坏或被篡改，请从备份恢复。`,
  },
  erased: {
    kind: 'conflict',
    retryable: false,
    en: () =>
      'This person was erased and their keys were destroyed: what was kept of them cannot be read, and nothing can be kept for them.',
    'zh-CN': () => '此人的个人信息已删除，密钥已销毁：原有内容无法读取，也不能再为其保存内容。',
  },
  personKeysMissing: {
    kind: 'unavailable',
    retryable: false,
    en: () =>
      'The keys of the customers are missing: identifiers cannot be read. Put the file person.keys, which lay beside master.key, back into the folder of the keys and start again. It is in no backup.',
    'zh-CN': () =>
      '缺少客户密钥，无法读取客户标识。请将原来与 master.key 放在一起的 person.keys 文件放回密钥目录后重新启动。备份中不包含该文件。',
  },
  personKeyFileDamaged: {
    kind: 'unavailable',
    retryable: false,
    en: (p: { path: string }) =>
      `The file ${p.path} with the keys of the customers cannot be read. Put back the copy you keep; do not delete it.`,
    'zh-CN': (p: { path: string }) => `客户密钥文件 ${p.path} 无法读取。请放回保存的副本，不要删除该文件。`,
  },
  badToken: {
    kind: 'invalid',
    retryable: false,
    en: () =>
      'This link is not valid: it was cut off, altered, or made for something else. Open the original message and use its link again.',
    'zh-CN': () => '链接无效：可能不完整、被改动，或不适用于此处。请回到原消息重新打开链接。',
  },
})
