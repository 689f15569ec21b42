import { useTranslation } from 'react-i18next'
import type { Home } from '../api/types.ts'
import { Go } from '../ui/go.tsx'
import { useLocal } from '../ui/use-format.ts'

export function Alerts({ alerts }: { alerts: Home['alerts'] }) {
  const { t } = useTranslation()
  const local = useLocal()
  if (alerts.length === 0) return <p className="soft">{t('home.alertsNone')}</p>
  return (
    <ul className="alert-list">
      {alerts.map((alert) => (
        <li key={`${alert.link}|${alert.text.en}`}>
          <div className={`notice ${alert.severity === 'info' ? '' : 'notice-look'}`}>
            {alert.link ? <Go to={alert.link}>{local(alert.text)}</Go> : local(alert.text)}
          </div>
        </li>
      ))}
    </ul>
  )
}
