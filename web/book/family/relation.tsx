import { Choice } from '../../shared/field';
import { words } from '../../shared/lang';
import { relationName } from '../terms';
import { relations, type Relation } from '../types';

const w = words({ relation: ['Người này là ai trong gia đình?', 'Who is this person in the family?'] });

export function RelationField({ value, onChange, error }: { value: Relation | null; onChange: (r: Relation) => void; error?: string | undefined }) {
	return <Choice id="relation" legend={w('relation')} value={value} onChange={(r) => onChange(r as Relation)} error={error} options={relations.map((r) => ({ value: r, text: relationName(r) }))} />;
}
