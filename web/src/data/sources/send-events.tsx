import { App, Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Part } from '../../ui/page.tsx'

const ways = ['curl', 'segment', 'rudder'] as const
type Way = (typeof ways)[number]

/** How a program sends its first event, ready to be copied. */
export function SendEvents() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [way, setWay] = useState<Way>('curl')
  const text = snippets[way](window.location.origin)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    void message.success(t('common.copied'))
  }
  return (
    <Part
      title={t('sources.send')}
      note={t('sources.sendHelp')}
      actions={<Button onClick={() => void copy()}>{t('common.copy')}</Button>}
    >
      <Segmented
        aria-label={t('sources.send')}
        value={way}
        onChange={setWay}
        options={ways.map((value) => ({ value, label: t(`sources.ways.${value}`) }))}
      />
      <pre className="code" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {text}
      </pre>
    </Part>
  )
}

const snippets: Record<Way, (origin: string) => string> = {
  curl: (origin) => `curl ${origin}/v1/track -u KEY: -H 'content-type: application/json' -d '{
  "userId": "C-1001", "event": "Product Viewed", "properties": { "product_id": "tea-12" }
}'`,
  segment: (origin) => `import { Analytics } from '@segment/analytics-node'
const analytics = new Analytics({ writeKey: 'KEY', host: '${origin}' })
analytics.track({ userId: 'C-1001', event: 'Product Viewed', properties: { product_id: 'tea-12' } })
await analytics.closeAndFlush()`,
  rudder: (origin) => `import RudderAnalytics from '@rudderstack/rudder-sdk-node'
const client = new RudderAnalytics('KEY', { dataPlaneUrl: '${origin}' })
client.track({ userId: 'C-1001', event: 'Product Viewed', properties: { product_id: 'tea-12' } })
await client.flush()`,
}
