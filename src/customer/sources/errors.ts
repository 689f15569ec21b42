import { defineErrors } from '../../kit/errors.ts'

/** What sources say. `where` is a host, a path or a table as the person wrote it, never a credential. */
export const sourceErrors = defineErrors('source', {
  privateAddress: {
    kind: 'invalid',
    retryable: false,
    en: (p: { host: string }) =>
      `${p.host} leads into a private network, which sources may not reach. If that is meant, the administrator of the server names it in the setting sourcePrivateHosts.`,
    'zh-CN': (p: { host: string }) =>
      `${p.host} 指向内部网络，数据源不得访问。如确有需要，请服务器管理员在配置项 sourcePrivateHosts 中列出该主机。`,
  },
  badAddress: {
    kind: 'invalid',
    retryable: false,
    en: (p: { problem: string }) =>
      `The address cannot be used: ${p.problem}. Write it like https://shop.example/api.`,
    'zh-CN': (p: { problem: string }) =>
      `地址无法使用：${p.problem}。请按 https://shop.example/api 的形式填写。`,
  },
  badRedirect: {
    kind: 'invalid',
    retryable: false,
    en: (p: { where: string; problem: string }) =>
      `${p.where} sends us on to another place that is not followed: ${p.problem}. Enter the final address.`,
    'zh-CN': (p: { where: string; problem: string }) =>
      `${p.where} 重定向到了不予跟随的地址：${p.problem}。请直接填写最终地址。`,
  },
  unreachable: {
    kind: 'unavailable',
    retryable: true,
    en: (p: { where: string; reason: string }) =>
      `${p.where} does not answer (${p.reason}). Check the address and that the system is up; it is tried again by itself.`,
    'zh-CN': (p: { where: string; reason: string }) =>
      `${p.where} 没有响应（${p.reason}）。请检查地址以及对方系统是否运行；系统会自动重试。`,
  },
  vanished: {
    kind: 'unavailable',
    retryable: true,
    en: (p: { where: string; reason: string }) =>
      `${p.where} broke off while it was read (${p.reason}). What was read of this part was not kept; the next run goes on from where the last whole part ended.`,
    'zh-CN': (p: { where: string; reason: string }) =>
      `读取 ${p.where} 时中断（${p.reason}）。该部分未保留，下次运行将从上一个完整部分之后继续。`,
  },
  timedOut: {
    kind: 'unavailable',
    retryable: true,
    en: (p: { where: string; seconds: number }) =>
      `${p.where} sent nothing for ${p.seconds} seconds. It is tried again by itself; ask for less at once if it stays slow.`,
    'zh-CN': (p: { where: string; seconds: number }) =>
      `${p.where} 已有 ${p.seconds} 秒没有返回数据。系统会自动重试；若一直很慢，请减少单次读取量。`,
  },
  badCredential: {
    kind: 'invalid',
    retryable: false,
    en: (p: { where: string }) =>
      `${p.where} refuses the credentials. Enter the user name and password, key or token again.`,
    'zh-CN': (p: { where: string }) => `${p.where} 拒绝了登录凭据。请重新填写用户名和密码、密钥或令牌。`,
  },
  noPermission: {
    kind: 'invalid',
    retryable: false,
    en: (p: { where: string; what: string }) =>
      `${p.where} lets us in but not read ${p.what}. Ask its administrator for the right to read it.`,
    'zh-CN': (p: { where: string; what: string }) =>
      `${p.where} 允许登录，但无权读取 ${p.what}。请向其管理员申请读取权限。`,
  },
  missing: {
    kind: 'invalid',
    retryable: false,
    en: (p: { where: string; what: string }) =>
      `There is no ${p.what} at ${p.where}. It may have been renamed or removed: choose again.`,
    'zh-CN': (p: { where: string; what: string }) =>
      `${p.where} 中没有 ${p.what}，可能已改名或删除，请重新选择。`,
  },
  badPush: {
    kind: 'invalid',
    retryable: false,
    en: (p: { where: string }) =>
      `${p.where}: a JSON object, or a list of them, is expected here. Nothing was stored; correct it and send it again.`,
    'zh-CN': (p: { where: string }) =>
      `${p.where}：此处应为 JSON 对象或对象列表。未保存任何内容，请更正后重新发送。`,
  },
  badAnswer: {
    kind: 'invalid',
    retryable: false,
    en: (p: { where: string; problem: string }) => `The answer of ${p.where} cannot be used: ${p.problem}.`,
    'zh-CN': (p: { where: string; problem: string }) => `${p.where} 的返回内容无法使用：${p.problem}。`,
  },
  tooLarge: {
    kind: 'too_large',
    retryable: false,
    en: (p: { where: string; limit: string }) =>
      `${p.where} sends more than ${p.limit} at once. Ask for smaller pages, or split the file.`,
    'zh-CN': (p: { where: string; limit: string }) =>
      `${p.where} 单次返回超过 ${p.limit}。请调小每页数量，或拆分文件。`,
  },
  busyThere: {
    kind: 'unavailable',
    retryable: true,
    en: (p: { where: string; seconds: number }) =>
      `${p.where} asks us to wait ${p.seconds} seconds. The next run goes on from here.`,
    'zh-CN': (p: { where: string; seconds: number }) =>
      `${p.where} 要求等待 ${p.seconds} 秒。下次运行将从此处继续。`,
  },
  outsideRoot: {
    kind: 'invalid',
    retryable: false,
    en: (p: { path: string }) =>
      `${p.path} leads out of the folder that sources may read. Enter a folder below it.`,
    'zh-CN': (p: { path: string }) => `${p.path} 超出了数据源可读取的文件夹范围。请填写其下的文件夹。`,
  },
  badSettings: {
    kind: 'invalid',
    retryable: false,
    en: (p: { field: string; problem: string }) => `The field ${p.field} is not right: ${p.problem}`,
    'zh-CN': (p: { field: string; problem: string }) => `字段 ${p.field} 填写有误：${p.problem}`,
  },
  noTie: {
    kind: 'invalid',
    retryable: false,
    en: (p: { column: string }) =>
      `Several rows may have the same ${p.column}, so rows could be passed over. Choose a second column with one value a row, such as the number of the row.`,
    'zh-CN': (p: { column: string }) =>
      `多行的 ${p.column} 可能相同，会漏读数据。请再选择一个每行取值唯一的列，例如编号列。`,
  },
  noMapping: {
    kind: 'conflict',
    retryable: false,
    en: (p: { source: string }) => `${p.source} has no mapping yet. Finish setting it up first.`,
    'zh-CN': (p: { source: string }) => `${p.source} 尚未设置字段映射，请先完成设置。`,
  },
  notPulled: {
    kind: 'conflict',
    retryable: false,
    en: (p: { source: string }) => `${p.source} is not fetched by us: what it brings is sent here.`,
    'zh-CN': (p: { source: string }) => `${p.source} 不由系统拉取，数据由对方发送过来。`,
  },
  running: {
    kind: 'conflict',
    retryable: true,
    en: (p: { source: string }) => `${p.source} is being read already. Wait until that run has ended.`,
    'zh-CN': (p: { source: string }) => `${p.source} 正在读取中，请等待本次运行结束。`,
  },
  off: {
    kind: 'conflict',
    retryable: false,
    en: (p: { source: string }) => `${p.source} is switched off. Switch it on first.`,
    'zh-CN': (p: { source: string }) => `${p.source} 已停用，请先启用。`,
  },
  interrupted: {
    kind: 'unavailable',
    retryable: true,
    en: () =>
      'The program ended during this run. What was stored by then is kept, and the next run goes on from there.',
    'zh-CN': () => '运行期间程序退出。已入库的数据保留，下次运行将从该处继续。',
  },
  badSignature: {
    kind: 'unauthenticated',
    retryable: false,
    en: () =>
      'The signature or secret of this push is wrong. Take the secret of the source and sign the body as it is sent.',
    'zh-CN': () => '推送的签名或密钥不正确。请使用该数据源的密钥，并对实际发送的请求体签名。',
  },
  noRows: {
    kind: 'invalid',
    retryable: false,
    en: (p: { where: string }) => `${p.where} has no rows to look at yet. Put some data there and try again.`,
    'zh-CN': (p: { where: string }) => `${p.where} 目前没有可供查看的数据。请先放入数据再试。`,
  },
})
