import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { Mapping } from '../../api/types.ts'
import { Loaded } from '../../ui/states.tsx'
import { MappingEditor } from '../mapping/mapping-editor.tsx'

/** The mapping of the import, corrected on its rejected rows. */
export function CorrectMapping({
  importId,
  starting,
  error,
  onStart,
  onClose,
}: {
  importId: string
  starting: boolean
  error: unknown
  onStart: (mapping: Mapping) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const query = useRead('/imports/{id}/rejects/mapping', { path: { id: importId } }, { staleTime: 0 })
  return (
    <Loaded query={query} where={t('data.mapping')} height={300}>
      {(file) => (
        <MappingEditor
          file={file}
          starting={starting}
          error={error}
          onStart={onStart}
          onOther={onClose}
          words={{ start: t('data.repair.again'), other: t('common.cancel') }}
          rejectsOf={importId}
        />
      )}
    </Loaded>
  )
}
