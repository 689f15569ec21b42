import { brandName } from '../../../../kit/brand.ts'
import type { Locale } from '../../../../kit/errors.ts'
import { escapeHtml, gap, publicPage } from '../../../../kit/public-page.ts'
import type { Workspace } from '../../../../kit/workspace.ts'

const words = {
  en: {
    title: 'Try browser notifications',
    body: (brand: string) =>
      `Turn them on here, and this browser takes notifications of ${brand} as it would from the company’s own site.`,
    user: 'Customer number, if this browser is to be a known customer’s',
    on: 'Turn on',
    off: 'Turn off',
    address: 'Address of this browser',
    addressHelp: 'For a test message: Settings → Channels → Browser notification → Send a test.',
    states: {
      off: 'Notifications are off.',
      on: 'Notifications are on.',
      denied:
        'This browser blocks notifications of this site. Allow them in the settings of the site, then reload.',
      unsupported: 'This browser has no notifications. On an iPhone, add the page to the home screen first.',
      wait: 'One moment …',
      failed: 'That did not work:',
    },
    none: 'There is nothing to try here',
    noneBody: 'The address is not known, or browser notifications are not set up yet.',
  },
  'zh-CN': {
    title: '试用浏览器推送',
    body: (brand: string) =>
      `在此开启后，本浏览器即可收到${gap(brand).before}${brand}${gap(brand).after}的推送，效果与在企业官网开启相同。`,
    user: '客户编号（如需对应到已有客户）',
    on: '开启推送',
    off: '关闭推送',
    address: '本浏览器的推送地址',
    addressHelp: '用于发送测试消息：设置 → 渠道 → 浏览器推送 → 发送测试。',
    states: {
      off: '推送尚未开启。',
      on: '推送已开启。',
      denied: '本浏览器已屏蔽此网站的通知。请在网站设置中允许通知，然后刷新页面。',
      unsupported: '当前浏览器不支持推送。iPhone 用户请先将本页添加到主屏幕。',
      wait: '请稍候…',
      failed: '操作未成功：',
    },
    none: '此处没有可试用的内容',
    noneBody: '地址无效，或尚未设置浏览器推送。',
  },
} as const

/** The hosted page; its two scripts are ours. */
export function tryPage(locale: Locale, workspace: Workspace, writeKey: string): string {
  const text = words[locale]
  const said = Object.entries(text.states)
    .map(([name, line]) => `data-${name}="${escapeHtml(line)}"`)
    .join(' ')
  return publicPage(locale, {
    brand: workspace,
    title: text.title,
    body: text.body(brandName(workspace, locale)),
    form: `<div id="push" ${said}><p id="state" role="status">${text.states.wait}</p>
<div id="known" hidden><label class="block">${text.user}<input type="text" id="user" maxlength="200" autocomplete="off"></label></div>
<div id="mine" hidden><label class="block">${text.address}<textarea id="address" rows="6" readonly style="font:13px/1.6 ui-monospace,monospace"></textarea></label><p class="small">${text.addressHelp}</p></div>
<button type="button" id="on" hidden>${text.on}</button><button type="button" id="off" hidden>${text.off}</button></div>
<script src="/push/liangti-push.js" data-key="${escapeHtml(writeKey)}" data-worker="/push/liangti-push-worker.js"></script>
<script src="/push/try.js"></script>`,
  })
}

/** Of a key that opens nothing. */
export function nothingToTry(locale: Locale): string {
  const { none, noneBody } = words[locale]
  return publicPage(locale, { brand: '', title: none, body: noneBody, form: '' })
}
