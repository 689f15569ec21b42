/** Characters that differ in notes of shops and desks, traditional before simplified. */
const pairs = `
個个們们來来說说話话電电買买賣卖貴贵錢钱價价優优費费貨货換换質质壞坏變变網网絡络斷断線线訊讯號号碼码帳账戶户積积點点員员會会務务態态導导購购門门開开關关單单訂订發发車车運运遞递遲迟時时間间後后現现沒没
無无嗎吗還还這这裡里邊边過过見见聽听講讲問问題题經经歷历讓让給给樣样種种東东實实際际騙骗險险銀银證证據据權权決决審审籤签簽签約约續续廠厂顏颜寬宽適适應应複复雜杂難难戲戏藥药醫医體体檢检驗验願愿課课師师
學学習习處处償偿賠赔損损傷伤濕湿淨净髒脏歡欢愛爱謝谢滿满張张條条試试覺觉認认識识誰谁請请撥拨絕绝擾扰煩烦資资產产業业負负責责總总離离陽阳兒儿媽妈爺爷親亲連连動动機机頭头腦脑鍵键舊旧紅红綠绿藍蓝黃黄麼么
諗谂靚靓
`

const simple: ReadonlyMap<string, string> = new Map(
  [...pairs.matchAll(/(.)(.)/gu)].map(([, from, to]) => [from as string, to as string]),
)

/** One spelling for the commonest characters of both scripts; all others stay as they are. */
export function simplified(text: string): string {
  let out = ''
  for (const character of text) out += simple.get(character) ?? character
  return out
}
