import { defineErrors } from '../kit/errors.ts'

/** Starting and stopping the whole program. */
export const serverErrors = defineErrors('server', {
  portInUse: {
    kind: 'conflict',
    retryable: false,
    en: (p: { host: string; port: number }) =>
      `Port ${p.port} on ${p.host} is in use by another program. Stop that one, or choose another port: liangti start --port ${p.port + 1} (or LIANGTI_PORT=${p.port + 1}).`,
    'zh-CN': (p: { host: string; port: number }) =>
      `${p.host} 的端口 ${p.port} 已被其他程序占用。请停止该程序，或换一个端口：liangti start --port ${p.port + 1}（或 LIANGTI_PORT=${p.port + 1}）。`,
  },
  portNotAllowed: {
    kind: 'forbidden',
    retryable: false,
    en: (p: { port: number }) =>
      `This account may not listen on port ${p.port}. Choose one above 1023: liangti start --port 4100.`,
    'zh-CN': (p: { port: number }) =>
      `当前账号无权监听端口 ${p.port}。请选择 1023 以上的端口：liangti start --port 4100。`,
  },
  hostUnknown: {
    kind: 'invalid',
    retryable: false,
    en: (p: { host: string }) =>
      `This machine has no address ${p.host} to listen on. Set host to 127.0.0.1, or to 0.0.0.0 for all of them.`,
    'zh-CN': (p: { host: string }) =>
      `本机没有可监听的地址 ${p.host}。请将 host 设为 127.0.0.1，或 0.0.0.0（全部地址）。`,
  },
  dataDirUnusable: {
    kind: 'unavailable',
    retryable: false,
    en: (p: { dir: string; reason: string }) =>
      `The data folder ${p.dir} cannot be written (${p.reason}). Check who owns it and how much room is left, or choose another: --data DIR.`,
    'zh-CN': (p: { dir: string; reason: string }) =>
      `数据目录 ${p.dir} 无法写入（${p.reason}）。请检查其所有者和剩余空间，或用 --data DIR 指定其他目录。`,
  },
})
