import { AutoComplete } from 'antd'
import { useTranslation } from 'react-i18next'
import type { DeskTeam } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'

/** A skill the members of the team have; another may be typed before somebody has it. */
export function SkillField({
  team,
  value,
  onChange,
}: {
  team: DeskTeam | undefined
  value: string
  onChange: (skill: string) => void
}) {
  const { t } = useTranslation()
  const known = [...new Set(team?.members.flatMap(({ skills }) => skills))]
  return (
    <Field label={t('deskTools.skill')} optional>
      <AutoComplete
        value={value}
        maxLength={40}
        options={known.map((skill) => ({ value: skill }))}
        onChange={(skill: string) => onChange(skill ?? '')}
      />
      <span className="field-help">{t('deskTools.skillHelp')}</span>
    </Field>
  )
}
