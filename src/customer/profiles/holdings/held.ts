const notHeld = new Set([
  '',
  'no',
  'none',
  'false',
  '0',
  'n',
  '否',
  '无',
  '没有',
  '未开通',
  '未办理',
  '未订购',
])

/** Whether a value of an attribute says that the service is there: "Fiber optic" and "Yes" do, "No" and "No internet service" do not. */
export function isHeld(value: string): boolean {
  const text = value.normalize('NFKC').trim().toLowerCase()
  return !notHeld.has(text) && !/^no[\s_-]/.test(text)
}
