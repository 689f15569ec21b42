import { useMemo } from 'react'

/**
 * A message in a frame of its own: no scripts, nothing of the console's session. Links open in a new tab, where they
 * are followed as a customer would follow them.
 */
export function MailFrame({
  html,
  title,
  height = 640,
}: {
  html: string
  title: string
  height?: number | string
}) {
  const document = useMemo(() => withBase(html), [html])
  return (
    <iframe
      className="mail-frame"
      title={title}
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      srcDoc={document}
      style={{ height }}
    />
  )
}

/** Mail programs open links in a window of their own; a frame must be told. */
function withBase(html: string): string {
  const base = '<base target="_blank" />'
  return /<head[^>]*>/i.test(html)
    ? html.replace(/<head[^>]*>/i, (head) => `${head}${base}`)
    : `${base}${html}`
}
