import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSlug } from '../../api/hooks.ts'

/** A file to print, and one for other programs, in the language of the reader. */
export function Files({
  of,
  name,
  version,
}: {
  of: 'processing-record' | 'impact-assessment'
  /** What is in them, for those who do not see the row. */
  name: string
  version?: number
}) {
  const { t, i18n } = useTranslation()
  const slug = useSlug()
  const query = `language=${i18n.language}${version === undefined ? '' : `&version=${version}`}`
  const address = `/api/workspaces/${encodeURIComponent(slug)}/${of}/export?${query}`
  return (
    <span className="bar unwrapped">
      <Button
        size={version === undefined ? 'middle' : 'small'}
        href={address}
        target="_blank"
        aria-label={`${t('processing.print')}: ${name}`}
      >
        {t('processing.print')}
      </Button>
      <Button
        size={version === undefined ? 'middle' : 'small'}
        href={`${address}&format=json`}
        download
        aria-label={`${t('processing.json')}: ${name}`}
      >
        {t('processing.json')}
      </Button>
    </span>
  )
}
