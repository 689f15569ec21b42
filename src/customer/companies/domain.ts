/** Mail for everybody: its domain says nothing of where somebody works. */
const freeMail = new Set(
  `qq.com vip.qq.com foxmail.com 163.com vip.163.com 126.com yeah.net 188.com sina.com sina.cn vip.sina.com sohu.com
  aliyun.com 139.com 189.cn wo.cn tom.com 21cn.com 263.net gmail.com googlemail.com outlook.com hotmail.com live.com
  live.cn msn.com yahoo.com yahoo.cn yahoo.com.cn yahoo.co.uk yahoo.co.jp yahoo.de yahoo.fr ymail.com icloud.com me.com
  mac.com aol.com proton.me protonmail.com pm.me gmx.de gmx.net gmx.at gmx.com web.de t-online.de freenet.de mail.ru
  yandex.ru yandex.com naver.com daum.net hanmail.net zoho.com fastmail.com hey.com orange.fr free.fr laposte.net
  libero.it btinternet.com comcast.net verizon.net att.net hinet.net pchome.com.tw`.split(/\s+/),
)

const shape = /^(?=.{3,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/

/**
 * A domain as companies have it: without protocol, www and what follows.
 * @returns null for what is none, and for domains of free mail
 */
export function companyDomain(text: string): string | null {
  const domain = text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^[^@\s]*@/, '')
    .replace(/[/?#:].*$/, '')
    .replace(/^www\./, '')
  return shape.test(domain) && !freeMail.has(domain) ? domain : null
}

/** Domains a mail address may belong to, the whole one first: of mail.cn.firm.com also cn.firm.com and firm.com. */
export function domainsOf(address: string): string[] {
  const whole = companyDomain(address.slice(address.lastIndexOf('@') + 1))
  if (whole === null) return []
  const parts = whole.split('.')
  return parts
    .slice(0, -1)
    .map((_, i) => parts.slice(i).join('.'))
    .filter((domain) => !freeMail.has(domain))
}
