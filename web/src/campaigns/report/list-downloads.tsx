import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useSlug } from '../../api/hooks.ts'
import type { Campaign } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'

const arms = ['treatment', 'control'] as const

/** The arms of a campaign that others carry out, as files, and what must not be done with the second one. */
export function ListDownloads({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation()
  const slug = useSlug()
  const may = useMay('campaigns.launch')
  if (campaign.channel !== 'list' || campaign.launchedAt === null || !may) return null
  return (
    <Part title={t('campaigns.live.download.title')}>
      <div className="stack-tight">
        <p>{t('campaigns.live.download.help')}</p>
        <p className="row-actions">
          {arms.map((arm) => (
            <Button
              key={arm}
              type={arm === 'treatment' ? 'primary' : 'default'}
              href={`/api/workspaces/${slug}/campaigns/${campaign.id}/list.csv?arm=${arm}`}
              download
            >
              {t(`campaigns.live.download.${arm}`)}
            </Button>
          ))}
        </p>
      </div>
    </Part>
  )
}
