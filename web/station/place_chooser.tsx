// For users of a higher unit: the site in whose name they want to work.
import { useEffect, useState } from 'preact/hooks';
import { errorText, get } from '../shared/api';
import { TextField } from '../shared/field';
import { words } from '../shared/lang';
import { Empty, Notice } from '../shared/notice';
import { choosePlace, type Place } from './place';

const w = words({
	title: ['Bạn làm việc cho điểm tiêm nào?', 'For which site do you work?'],
	find: ['Tên hoặc mã điểm tiêm', 'Name or code of the site'],
	none: ['Không tìm thấy điểm tiêm nào', 'No site found'],
	noneMore: ['Thử một phần của tên, hoặc tạo điểm tiêm trước.', 'Try a part of the name, or set the site up first.'],
});

export function PlaceChooser() {
	const [text, setText] = useState('');
	const [found, setFound] = useState<Place[] | null>(null);
	const [mistake, setMistake] = useState<string | null>(null);
	useEffect(() => {
		const stop = new AbortController();
		const timer = setTimeout(() => {
			const query = new URLSearchParams({ level: 'site', limit: '20', ...(text.trim() ? { q: text.trim() } : {}) });
			get<{ items: Place[] }>(`/api/v1/units?${query}`, { signal: stop.signal })
				.then(({ items }) => { setFound(items); setMistake(null); })
				.catch((e: unknown) => { if (!stop.signal.aborted) setMistake(errorText(e)); });
		}, 250);
		return () => { clearTimeout(timer); stop.abort(); };
	}, [text]);
	return (
		<section class="narrow">
			<h1 class="govuk-heading-l">{w('title')}</h1>
			{mistake && <Notice kind="stop">{mistake}</Notice>}
			<TextField id="place" label={w('find')} value={text} onInput={setText} autofocus />
			{found?.length === 0 && <Empty title={w('none')}>{w('noneMore')}</Empty>}
			<ul class="plain-list">
				{found?.map((site) => (
					<li key={site.id}><button type="button" class="row-button" onClick={() => choosePlace({ id: site.id, name: site.name })}>
						<strong>{site.name}</strong>
					</button></li>
				))}
			</ul>
		</section>
	);
}
