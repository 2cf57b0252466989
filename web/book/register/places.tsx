// Province, then district, then commune: three short lists, each asked for when it is needed and kept on this phone.
import { SelectField } from '../../shared/field';
import { words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { useSeen } from '../seen';
import { change, type Draft } from '../draft';
import type { Place } from '../types';

const w = words({
	province: ['Tỉnh, thành phố', 'Province or city'],
	district: ['Quận, huyện, thị xã', 'District'],
	commune: ['Xã, phường, thị trấn', 'Commune or ward'],
	choose: ['Chọn…', 'Choose…'],
	loading: ['Đang tải danh sách…', 'Loading the list…'],
	away: ['Chưa tải được danh sách. Trang tự tải khi kết nối lại; những gì đã nhập vẫn còn.',
		'The list could not be loaded yet. It comes by itself when the connection is back; what you typed is kept.'],
});

const placesBelow = (parent: string) => `/api/v1/book/places?parent=${encodeURIComponent(parent)}`;
export const PROVINCES = '/api/v1/book/places';

function Level({ id, label, address, value, onChange, error }: {
	id: string; label: string; address: string; value: string; onChange: (place: Place) => void; error?: string | undefined;
}) {
	const { value: found, away } = useSeen<{ items: Place[] }>(address);
	return (
		<>
			{away && !found && <Notice kind="warning" live>{w('away')}</Notice>}
			<SelectField id={id} label={label} value={value} error={error} empty={w(found ? 'choose' : 'loading')}
				options={(found?.items ?? []).map((p) => ({ value: p.id, text: p.name }))}
				onChange={(chosen) => { const place = found?.items.find((p) => p.id === chosen); if (place) onChange(place); }} />
		</>
	);
}

const nameOf = (id: string, found: Place[]): string => found.find((p) => p.id === id)?.name ?? '';

// The mistake stands at the first list that waits for an answer, which bears the name of the whole.
export function PlaceFields({ d, error }: { d: Draft; error?: string | undefined }) {
	const provinces = useSeen<{ items: Place[] }>(PROVINCES).value?.items ?? [];
	const districts = useSeen<{ items: Place[] }>(d.province ? placesBelow(d.province) : null).value?.items ?? [];
	const above = () => [nameOf(d.district, districts), nameOf(d.province, provinces)].filter(Boolean).join(', ');
	return (
		<>
			<Level id={d.province ? 'province' : 'home_unit_id'} label={w('province')} address={PROVINCES} value={d.province} error={d.province ? undefined : error}
				onChange={(p) => change({ province: p.id, district: '', home_unit_id: '', home_name: '' })} />
			{d.province && <Level key={d.province} id={d.district ? 'district' : 'home_unit_id'} label={w('district')} address={placesBelow(d.province)} value={d.district}
				error={d.district ? undefined : error} onChange={(p) => change({ district: p.id, home_unit_id: '', home_name: '' })} />}
			{d.district && <Level key={d.district} id="home_unit_id" label={w('commune')} address={placesBelow(d.district)} value={d.home_unit_id} error={error}
				onChange={(p) => change({ home_unit_id: p.id, home_name: `${p.name}, ${above()}` })} />}
		</>
	);
}
