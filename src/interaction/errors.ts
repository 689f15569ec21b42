import { defineErrors } from '../kit/errors.ts'

export const interactionErrors = defineErrors('interaction', {
  customerUnsubscribed: {
    kind: 'conflict',
    retryable: false,
    en: () =>
      'The customer unsubscribed this address; only the customer can allow it again. Nothing was changed.',
    'zh-CN': () => '该地址由客户本人退订，只有客户本人可以重新允许。未做任何修改。',
  },
  badMjml: {
    kind: 'invalid',
    retryable: false,
    en: (p: { line: number; problem: string }) =>
      `The layout (MJML) cannot be read at line ${p.line}: ${p.problem}. Correct that line.`,
    'zh-CN': (p: { line: number; problem: string }) =>
      `邮件版式（MJML）第 ${p.line} 行无法解析：${p.problem}。请修改该行。`,
  },
  badLiquid: {
    kind: 'invalid',
    retryable: false,
    en: (p: { part: string; line: number; problem: string }) =>
      `A placeholder in the ${p.part}, line ${p.line}, cannot be used: ${p.problem}. Correct it and preview again.`,
    'zh-CN': (p: { part: string; line: number; problem: string }) =>
      `${p.part}第 ${p.line} 行的变量或标签无法使用：${p.problem}。请修改后重新预览。`,
  },
  badJson: {
    kind: 'invalid',
    retryable: false,
    en: (p: { problem: string }) =>
      `The message cannot be used as JSON: ${p.problem}. Correct it and preview again.`,
    'zh-CN': (p: { problem: string }) => `消息内容不能作为 JSON 使用：${p.problem}。请修改后重新预览。`,
  },
  pushSite: {
    kind: 'unauthenticated',
    retryable: false,
    en: () =>
      'The write key is unknown or its source is switched off. Take the key from Data → Sources and write it into the tag (data-key).',
    'zh-CN': () => '写入密钥无效或数据源已停用。请在“数据 → 数据源”中复制密钥，填入标签的 data-key。',
  },
  pushNotSetUp: {
    kind: 'not_found',
    retryable: false,
    en: () => 'Browser notifications are not set up. Set up their connection under Settings → Channels.',
    'zh-CN': () => '尚未设置浏览器推送，请在“设置 → 渠道”中设置连接。',
  },
  pushSubscription: {
    kind: 'invalid',
    retryable: false,
    en: () => 'That is no PushSubscription. Send what JSON.stringify(subscription) gives in the browser.',
    'zh-CN': () => '内容不是 PushSubscription，请发送浏览器中 JSON.stringify(subscription) 的结果。',
  },
  connectionChanged: {
    kind: 'conflict',
    retryable: true,
    en: () =>
      'Somebody changed this connection at the same moment. Nothing was done; look at it and try again.',
    'zh-CN': () => '此连接刚刚被他人修改，未做任何更改。请查看后重试。',
  },
  oneForMany: {
    kind: 'invalid',
    retryable: false,
    en: () =>
      'An adviser sends one text to many customers, so it cannot name one of them. Remove the placeholders that begin with customer.',
    'zh-CN': () =>
      '导购会把同一条消息发给多位客户，内容不能包含某位客户的信息。请去掉以 customer 开头的变量。',
  },
  personInLink: {
    kind: 'invalid',
    retryable: false,
    en: (p: { url: string }) =>
      `The link ${p.url} would carry data of a customer. Links may use offer, brand and links only; remove the customer's variable.`,
    'zh-CN': (p: { url: string }) =>
      `链接 ${p.url} 会携带客户信息。链接中只能使用 offer、brand 和 links 变量，请去掉客户变量。`,
  },
  badLink: {
    kind: 'invalid',
    retryable: false,
    en: (p: { url: string }) =>
      `The link "${p.url}" is not a web address. Write it in full, beginning with https://.`,
    'zh-CN': (p: { url: string }) => `链接“${p.url}”不是有效网址，请写完整，以 https:// 开头。`,
  },
  noPage: {
    kind: 'invalid',
    retryable: false,
    en: (p: { name: string }) =>
      p.name === 'survey_link'
        ? 'There is no open survey for {{ survey_link }} to lead to. Open one under Interaction → Surveys, or take the link out.'
        : `There is no page for {{ ${p.name} }} to lead to. Take the link out.`,
    'zh-CN': (p: { name: string }) =>
      p.name === 'survey_link'
        ? '没有进行中的调查可供 {{ survey_link }} 使用。请在“互动 → 调查”中开启，或删除该链接。'
        : `{{ ${p.name} }} 没有可打开的页面，请删除该链接。`,
  },
  pageNotLinked: {
    kind: 'invalid',
    retryable: false,
    en: (p: { name: string }) =>
      `{{ ${p.name} }} stands where nothing leads on. In a mail write <a href="{{ ${p.name} }}">, in other messages the variable alone, without filters; a subject and a letter cannot carry it.`,
    'zh-CN': (p: { name: string }) =>
      `{{ ${p.name} }} 所在位置无法点击。邮件中请写作 <a href="{{ ${p.name} }}">，其他消息中请单独使用该变量、不加过滤器；主题和信函中不能使用。`,
  },
  smtpUrl: {
    kind: 'invalid',
    retryable: false,
    en: (p: { problem: string }) =>
      `The mail server address (LIANGTI_SMTP_URL) cannot be used: ${p.problem}. Write it as smtp://user:password@host:port.`,
    'zh-CN': (p: { problem: string }) =>
      `邮件服务器地址（LIANGTI_SMTP_URL）无法使用：${p.problem}。请写成 smtp://用户名:密码@主机:端口。`,
  },
  channelSettings: {
    kind: 'invalid',
    retryable: false,
    en: (p: { field: string; problem: string }) => `The field ${p.field} is not right: ${p.problem}`,
    'zh-CN': (p: { field: string; problem: string }) => `字段 ${p.field} 填写有误：${p.problem}`,
  },
  plainHttp: {
    kind: 'invalid',
    retryable: false,
    en: (p: { host: string }) =>
      `${p.host} is reached by http, so everybody on the way could read the messages. Write the address with https; http works only within a private network that LIANGTI_SOURCE_PRIVATE_HOSTS allows.`,
    'zh-CN': (p: { host: string }) =>
      `通过 http 访问 ${p.host} 时，途中任何人都能读到消息内容。请改用 https 地址；http 仅可用于 LIANGTI_SOURCE_PRIVATE_HOSTS 允许的内部网络。`,
  },
  connectionThere: {
    kind: 'conflict',
    retryable: false,
    en: () =>
      'This channel has another connection by now. Remove that one first, then bring the old one back.',
    'zh-CN': () => '该渠道已有新的连接。请先删除新连接，再恢复旧连接。',
  },
  noConnection: {
    kind: 'conflict',
    retryable: false,
    en: () => 'This channel has no connection yet, so nothing can be sent. Set one up first.',
    'zh-CN': () => '该渠道还没有连接，无法发送。请先设置连接。',
  },
  testAddress: {
    kind: 'invalid',
    retryable: false,
    en: () =>
      'This is no address the channel can write to. Enter an e-mail address, or a number with its country code.',
    'zh-CN': () => '该渠道无法向此地址发送。请填写邮箱地址，或带国家代码的手机号。',
  },
  testListed: {
    kind: 'conflict',
    retryable: false,
    en: () => 'This address is on the do-not-send list. Nothing was sent; use another one for the test.',
    'zh-CN': () => '该地址在禁发名单中，未发送。请换一个地址测试。',
  },
  catcherPort: {
    kind: 'conflict',
    retryable: false,
    en: (p: { port: number; reason: string }) =>
      `The mail catcher cannot listen on port ${p.port} (${p.reason}). Stop whatever uses it, or choose another port.`,
    'zh-CN': (p: { port: number; reason: string }) =>
      `邮件捕获器无法监听端口 ${p.port}（${p.reason}）。请停止占用该端口的程序，或改用其他端口。`,
  },
  inboundPort: {
    kind: 'conflict',
    retryable: false,
    en: (p: { host: string; port: number; reason: string }) =>
      `Bounces and answers cannot be received at ${p.host}, port ${p.port} (${p.reason}). Stop whatever uses it, or set LIANGTI_INBOUND_SMTP_PORT and LIANGTI_INBOUND_SMTP_HOST to another place.`,
    'zh-CN': (p: { host: string; port: number; reason: string }) =>
      `无法在 ${p.host} 端口 ${p.port} 接收退信与回复（${p.reason}）。请停止占用该端口的程序，或修改 LIANGTI_INBOUND_SMTP_PORT 和 LIANGTI_INBOUND_SMTP_HOST。`,
  },
  dkimKey: {
    kind: 'invalid',
    retryable: false,
    en: (p: { problem: string }) =>
      `The DKIM key cannot sign mail: ${p.problem}. Enter a private key in PEM form, RSA of 2,048 bits or Ed25519.`,
    'zh-CN': (p: { problem: string }) =>
      `DKIM 密钥无法用于签名：${p.problem}。请填写 PEM 格式的私钥（RSA 2048 位或 Ed25519）。`,
  },
  dkimNotPublished: {
    kind: 'conflict',
    retryable: true,
    en: (p: { name: string }) =>
      `The record of this key is not seen yet at ${p.name}, so mail signed by it would fail. Publish it, wait until the check finds it, then use the key.`,
    'zh-CN': (p: { name: string }) =>
      `在 ${p.name} 还查不到该密钥的记录，此时启用会导致签名验证失败。请先添加记录，待检查通过后再启用。`,
  },
  dkimSigns: {
    kind: 'conflict',
    retryable: false,
    en: () => 'This key signs your mail. Use another one first.',
    'zh-CN': () => '该密钥正在用于签名，请先启用另一个密钥。',
  },
  noPicture: {
    kind: 'invalid',
    retryable: false,
    en: () => 'This file is no picture mails can show, whatever its name says. Add a PNG, JPEG, GIF or WebP.',
    'zh-CN': () => '该文件不是邮件可显示的图片（以内容为准，与文件名无关）。请上传 PNG、JPEG、GIF 或 WebP。',
  },
  pictureSize: {
    kind: 'invalid',
    retryable: false,
    en: (p: { width: number; height: number; most: number }) =>
      `The picture has ${p.width} × ${p.height} pixels; no side may have more than ${p.most}. Make it smaller: mails show 600 to 1,200 across.`,
    'zh-CN': (p: { width: number; height: number; most: number }) =>
      `图片尺寸为 ${p.width} × ${p.height} 像素，单边不得超过 ${p.most}。请缩小后再上传，邮件中通常显示 600 至 1,200 像素宽。`,
  },
  pictureQuota: {
    kind: 'conflict',
    retryable: false,
    en: (p: { mebibytes: number }) =>
      `The pictures of this workspace would take more than ${p.mebibytes} MiB. Delete some that nothing uses.`,
    'zh-CN': (p: { mebibytes: number }) => `本工作区的图片将超过 ${p.mebibytes} MiB。请先删除未使用的图片。`,
  },
  pictureInUse: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string; by: string }) =>
      `“${p.name}” is used by ${p.by} and stays: whoever opens the message later still needs it.`,
    'zh-CN': (p: { name: string; by: string }) =>
      `“${p.name}”正被 ${p.by} 使用，不能删除：日后打开邮件的人仍需要它。`,
  },
  brandContrast: {
    kind: 'invalid',
    retryable: false,
    en: (p: { pair: 'text' | 'button'; ratio: number; least: number }) =>
      `${p.pair === 'text' ? 'Text on its ground' : 'The words on the button'} would be hard to read: the contrast is ${p.ratio}, at least ${p.least} is needed. Make one of the two darker or lighter.`,
    'zh-CN': (p: { pair: 'text' | 'button'; ratio: number; least: number }) =>
      `${p.pair === 'text' ? '正文与背景' : '按钮文字与按钮'}的对比度为 ${p.ratio}，低于 ${p.least}，不易辨认。请调深或调浅其中一种颜色。`,
  },
  brandChanged: {
    kind: 'conflict',
    retryable: false,
    en: () => 'Somebody changed the look meanwhile. Load the page again, then make your change.',
    'zh-CN': () => '品牌设置已被他人修改。请刷新页面后再修改。',
  },
  unknownTopic: {
    kind: 'conflict',
    retryable: false,
    en: (p: { name: string; nameZh: string }) =>
      `The topic “${p.name || p.nameZh}” is not offered any more. Load the page again, then make your change.`,
    'zh-CN': (p: { name: string; nameZh: string }) =>
      `主题“${p.nameZh || p.name}”已不再提供。请刷新页面后再修改。`,
  },
  smsCatcherSilent: {
    kind: 'conflict',
    retryable: true,
    en: () =>
      'The answer was not taken: the SMS channel of this workspace is not connected to the catcher at the moment. Try again in a few seconds; where the workspace has a connection of its own, answer from a telephone.',
    'zh-CN': () =>
      '回复未送达：本工作区的短信渠道目前未连接到收集器。请几秒后重试；如果工作区已配置自己的连接，请用手机回复。',
  },
  catcherAbsent: {
    kind: 'unavailable',
    retryable: false,
    en: () =>
      'The mail catcher is not running: mail goes to the mail server of LIANGTI_SMTP_URL. Remove that setting to catch mail here.',
    'zh-CN': () => '邮件捕获器未运行：邮件发往 LIANGTI_SMTP_URL 指定的服务器。去掉该配置即可在此查看邮件。',
  },
})
