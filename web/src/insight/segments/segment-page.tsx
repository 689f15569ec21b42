import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { Loaded } from '../../ui/states.tsx'
import { SegmentEditor } from './segment-editor.tsx'

/** One segment, or a new one under the name `new`. */
export function SegmentPage() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
  const isNew = id === 'new'
  const operators = useRead('/segment-operators', {}, { staleTime: 600_000 })
  const segment = useRead('/segments/{id}', { path: { id } }, { enabled: !isNew })
  return (
    <Loaded query={operators} where={t('insight.segments.rule')} height={480}>
      {({ operators: list }) =>
        isNew ? (
          <SegmentEditor key="new" saved={null} operators={list} />
        ) : (
          <Loaded query={segment} where={t('insight.tabs.segments')} height={480}>
            {(saved) => <SegmentEditor key={`${saved.id}|${saved.version}`} saved={saved} operators={list} />}
          </Loaded>
        )
      }
    </Loaded>
  )
}
