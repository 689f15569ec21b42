import { cpuUsage } from 'node:process'
import { type PrintJob, printApart } from '../../interaction/index.ts'
import { type Bench, timed } from './bench.ts'

const letters = (count: number): PrintJob => ({
  labels: null,
  design: {
    settings: {
      ...{ sender: '量体百货', returnAddress: '上海市静安区南京西路 1266 号', legalLine: '' },
      ...{ window: 'din-5008-b' as const, ownWindow: { x: 20, y: 45, width: 85, height: 45 } },
    },
    ...{ language: 'zh-CN', date: '2026-11-23', brand: 'Shop' },
  },
  letters: Array.from({ length: count }, (_, i) => ({
    code: `0000-${String(i).padStart(4, '0')}-000`,
    address: [`浙江省杭州市西湖区文三路 ${i + 1} 号 3 幢 502 室`, '王敏 收'],
    headline: '冬季礼遇',
    body: '您好：\n\n感谢您一直以来的支持。凭本信到店，全场羊绒制品享八八折，并可免费刻字。\n\n期待与您见面。',
    offerUrl: `https://shop.example/t/c/WzEsIkFaOEdwZFlqY3lPN0VobkFEU0NVc3ciLDFd.abcdefghij${i}`,
    optOutUrl: `https://shop.example/t/u/WzEsIkFaOEdwZFlqY3lPN0VobkFEU0NVc3ciLDFd.abcdefghij${i}`,
  })),
})

/** Letters of a batch as PDF, by the thread that draws them for the page. */
export const lettersBench: Bench = {
  id: 'letters',
  summary: { en: '1,000 letters as PDF, two QR codes each', zh: '1000 封信函生成 PDF，每封两个二维码' },
  async run({ scale, report }) {
    const count = Math.max(1, Math.round(1_000 * scale))
    report(`printing ${count} letters …`)
    const before = cpuUsage()
    let firstMs = 0
    let bytes = 0
    const began = performance.now()
    const { ms } = await timed(async () => {
      for await (const chunk of printApart(letters(count))) {
        if (bytes === 0) firstMs = performance.now() - began
        bytes += (chunk as Buffer).length
      }
    })
    const { user, system } = cpuUsage(before)
    return [
      {
        ...{ name: 'letters', value: Math.round(count / (ms / 1000)), unit: '/s', budget: null },
        detail: { letters: count, kB: Math.round(bytes / 1024), firstBytesMs: Math.round(firstMs) },
      },
      { name: 'processor time', value: (user + system) / 1e6, unit: 's', budget: null },
    ]
  },
}
