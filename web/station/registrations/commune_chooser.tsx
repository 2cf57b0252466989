// For a district or a province: whose registrations, the unit's own or those of a commune below it.
import { useEffect, useState } from 'preact/hooks';
import { get } from '../../shared/api';
import { SelectField } from '../../shared/field';
import { words } from '../../shared/lang';
import type { Items } from '../../shared/loaded';
import type { Unit } from '../../shared/types';
import { staff } from '../account';
import { reference } from '../board';
import { atSite, place, type Place } from '../place';

const w = words({
	district: ['Quận, huyện', 'District'],
	commune: ['Xã, phường', 'Commune'],
	own: ['{unit} (cả đơn vị)', '{unit} (itself)'],
});

function Below({ id, parent, level, label, own, onChoose }: { id: string; parent: Place; level: string; label: string; own: Place; onChoose: (unit: Place | null) => void }) {
	const [units, setUnits] = useState<Unit[]>([]);
	const [chosen, choose] = useState('');
	const on = reference.value?.units_on;
	useEffect(() => {
		let mine = true;
		choose('');
		setUnits([]);
		void get<Items<Unit>>(`/api/v1/units?${new URLSearchParams({ parent_id: parent.id, level, limit: '100', ...(on ? { on } : {}) })}`).then(({ items }) => { if (mine) setUnits(items); }, () => {});
		return () => { mine = false; };
	}, [parent.id, on]);
	return (
		<SelectField id={id} label={label} value={chosen} empty={w('own', { unit: own.name })} options={units.map((u) => ({ value: u.id, text: u.name }))}
			onChange={(v) => { choose(v); const u = units.find((x) => x.id === v); onChoose(u ? { id: u.id, name: u.name } : null); }} />
	);
}

export function CommuneChooser({ onChoose }: { onChoose: (unit: Place) => void }) {
	const [district, setDistrict] = useState<Place | null>(null);
	const own = place.value!, level = staff().unit_level;
	if (atSite.value || (level !== 'district' && level !== 'province'))
		return null;
	const at = level === 'district' ? own : district;
	return (
		<div class="filters filters--stock">
			{level === 'province' && <Below id="district" parent={own} level="district" label={w('district')} own={own} onChoose={(u) => { setDistrict(u); onChoose(u ?? own); }} />}
			{at && <Below id="commune" parent={at} level="commune" label={w('commune')} own={at} onChoose={(u) => onChoose(u ?? at)} />}
		</div>
	);
}
