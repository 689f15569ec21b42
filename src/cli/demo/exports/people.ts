import { seededRandom } from '../../../kit/random.ts'

/** Somebody of the population, with all that changes about a person. */
export interface Citizen {
  id: number
  surname: string
  given: string
  /** The surname before a marriage, in older systems. */
  maiden: string | null
  female: boolean
  /** YYYY-MM-DD */
  birthday: string
  /** The number of today, and the one before where there was one. */
  phones: string[]
  email: string
  addresses: string[]
  card: string
  unionid: string
}

const surnames =
  '王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 高 林 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 肖 田 董 袁 潘 于 蒋 蔡 余 杜 叶 程 苏 魏 吕 丁 任 沈 姚 卢 姜 崔 钟 谭 陆 汪 范 金 石 廖 贾 夏 韦 傅 方 白 邹 孟 熊 秦 邱 江 尹 薛 单 仇 欧阳 上官'.split(
    ' ',
  )
const female =
  '芳 娜 敏 静 丽 艳 娟 霞 秀英 桂英 玉兰 婷 雪 倩 颖 琳 梅 莉 红 燕 晓梅 雨欣 诗涵 欣怡 梦琪 佳怡 子涵 思雨 可欣 一诺 佩珊 慧敏 丽华 淑珍 建英'.split(
    ' ',
  )
const male =
  '伟 强 磊 军 洋 勇 杰 涛 明 超 刚 平 辉 鹏 斌 建国 建华 志强 志明 文博 浩然 宇轩 子轩 俊杰 天佑 家豪 国栋 海涛 晓东 永强 玮 炜 嘉豪 思远 立新'.split(
    ' ',
  )
const streets =
  '中山路 人民路 解放路 建设路 和平路 新华路 文化路 长江路 黄河路 南京路 北京路 上海路 学府路 滨江路 花园街 育才街 朝阳街 胜利街 幸福里 光明巷'.split(
    ' ',
  )
const cities = [
  '上海市浦东新区',
  '北京市朝阳区',
  '广州市天河区',
  '深圳市南山区',
  '杭州市西湖区',
  '成都市武侯区',
  '武汉市洪山区',
  '南京市鼓楼区',
]
const domains = ['qq.com', '163.com', '126.com', 'gmail.com', 'sina.com', 'outlook.com']

/**
 * People in households: couples and children share an address and often a surname, twins a birthday, some a telephone;
 * people move, change their number and their name, and old numbers are given to others.
 */
export function makePeople(count: number, seed: number): Citizen[] {
  const random = seededRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)] as T
  const digits = (n: number) => Array.from({ length: n }, () => random.below(10)).join('')
  const phone = () => `1${pick(['38', '39', '36', '50', '58', '86', '77', '33'])}${digits(8)}`
  const address = () =>
    `${pick(cities)}${pick(streets)}${1 + random.below(400)}号${1 + random.below(20)}栋${1 + random.below(6)}0${1 + random.below(4)}室`
  const letters = 'abcdefghijkmnpqrstuvwxyz'
  const people: Citizen[] = []
  const freed: string[] = []
  while (people.length < count) {
    const home = [address(), ...(random.next() < 0.18 ? [address()] : [])]
    const family = pick(surnames)
    const size = Math.min(pick([1, 1, 2, 2, 3, 4]), count - people.length)
    const born = 1945 + random.below(50)
    const household: Citizen[] = []
    for (let n = 0; n < size; n++) {
      const isFemale = random.next() < 0.5
      const child = n >= 2
      const twin = child && household.length > 2 && random.next() < 0.25 ? household[2] : undefined
      const married = n === 1 && isFemale && random.next() < 0.12
      const own = married || child ? family : n === 0 ? family : pick(surnames)
      const first = phone()
      const recycled = freed.length > 0 && random.next() < 0.04 ? freed.pop() : undefined
      const changed = random.next() < 0.16
      if (changed && random.next() < 0.3) freed.push(first)
      // A child or an old parent goes by somebody else's telephone.
      const shared = n > 0 && random.next() < 0.12 ? household[0]?.phones[0] : undefined
      const day = `${born + (child ? 26 : random.below(4))}-${String(1 + random.below(12)).padStart(2, '0')}-${String(1 + random.below(28)).padStart(2, '0')}`
      household.push({
        id: people.length + household.length + 1,
        surname: own,
        given: pick(isFemale ? female : male),
        maiden: married ? pick(surnames) : null,
        female: isFemale,
        birthday: twin?.birthday ?? day,
        phones: changed ? [phone(), first] : [shared ?? recycled ?? first],
        email: `${Array.from({ length: 5 }, () => letters.charAt(random.below(letters.length))).join('')}${digits(3)}@${pick(domains)}`,
        addresses: home,
        card: `62${digits(10)}`,
        unionid: `o${Array.from({ length: 27 }, () => (letters + letters.toUpperCase()).charAt(random.below(48))).join('')}`,
      })
    }
    people.push(...household)
  }
  return people
}
