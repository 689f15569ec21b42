import type { Locale } from '../../kit/errors.ts'
import type { Certificate } from './certificate.ts'
import { htmlPage, text } from './html.ts'
import { placeName } from './place-names.ts'

const words = {
  en: {
    title: 'Certificate of erasure',
    says: 'The personal data of one customer were removed from all stores. The keys their identifiers were encrypted with were destroyed, so that backups made before hold nothing of them that can be read.',
    request: 'Request',
    workspace: 'Workspace',
    receivedAt: 'Received',
    decidedBy: 'Approved by',
    startedAt: 'Begun',
    completedAt: 'Completed',
    records: 'Records of the customer',
    orders: 'Orders',
    modes: { anonymise: 'Sums kept without a customer', delete: 'Deleted' },
    store: 'Store',
    place: 'Place',
    count: 'Removed',
    nothing: 'Nothing was found.',
    stores: { ledger: 'Ledger', warehouse: 'Warehouse', files: 'Files', outside: 'Outside' },
    hash: 'SHA-256 of this certificate',
    previous: 'Certificate before this one',
    none: 'none',
  },
  'zh-CN': {
    title: '个人信息删除证明',
    says: '一名客户的个人信息已从所有存储中删除；加密其标识所用的密钥已销毁，此前的备份中不再含有可读取的内容。',
    request: '请求编号',
    workspace: '工作区',
    receivedAt: '受理时间',
    decidedBy: '批准人',
    startedAt: '开始时间',
    completedAt: '完成时间',
    records: '该客户的记录数',
    orders: '订单',
    modes: { anonymise: '保留金额，去除客户', delete: '已删除' },
    store: '存储',
    place: '位置',
    count: '删除数量',
    nothing: '未发现任何内容。',
    stores: { ledger: '账本', warehouse: '分析库', files: '文件', outside: '外部' },
    hash: '本证明的 SHA-256',
    previous: '上一份证明',
    none: '无',
  },
} as const

/** The certificate to print; the numbers and the chain as they are, the words in the reader's language. */
export function certificatePage(
  certificate: Certificate,
  locale: Locale,
  timeZone: string,
  decidedBy: string,
): string {
  const say = words[locale]
  const time = (at: string) => `${new Date(at).toLocaleString(locale, { timeZone })} (${timeZone})`
  const pairs: [string, string][] = [
    [say.workspace, certificate.workspace],
    [say.request, certificate.request],
    [say.receivedAt, time(certificate.receivedAt)],
    [say.decidedBy, decidedBy],
    [say.startedAt, time(certificate.startedAt)],
    [say.completedAt, time(certificate.completedAt)],
    [say.records, String(certificate.records)],
    [say.orders, say.modes[certificate.orders]],
  ]
  const rows = certificate.places.map(
    ({ store, name, count }) =>
      `<tr><td>${say.stores[store]}</td><td>${text(placeName(name, locale))}</td><td>${count}</td></tr>`,
  )
  const { before, after } = htmlPage(locale, say.title)
  return `${before}<p>${say.says}</p><table><tbody>${pairs
    .map(([name, value]) => `<tr><th scope="row">${name}</th><td>${text(value)}</td></tr>`)
    .join('')}</tbody></table>
<section>${
    rows.length === 0
      ? `<p>${say.nothing}</p>`
      : `<table><thead><tr><th>${say.store}</th><th>${say.place}</th><th>${say.count}</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
  }</section>
<p>${say.hash}<br><code>${certificate.hash}</code></p><p>${say.previous}<br><code>${certificate.previous ?? say.none}</code></p>${after}`
}
