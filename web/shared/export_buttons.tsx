// "Save as": the list at hand as a file for Excel.
import { useAction } from './action';
import { Button } from './button';
import { csv, save, xlsx, type Sheet } from './export';
import { day } from './format';
import { words } from './lang';
import { MistakeBox } from './summary';

const w = words({
	excel: ['Xuất Excel', 'Export to Excel'],
	csv: ['Xuất CSV', 'Export as CSV'],
});

// make: the list, which may have to be asked for. file: its name without date and ending, ASCII.
export function ExportButtons({ file, make }: { file: string; make: () => Sheet | Promise<Sheet> }) {
	const action = useAction();
	const give = (ending: 'xlsx' | 'csv') => action.run(async () => {
		const sheet = await make();
		save(`${file}-${day()}.${ending}`, ending === 'csv' ? csv(sheet) : xlsx(sheet));
	});
	return (
		<div class="export">
			<MistakeBox mistake={action.mistake} />
			<Button kind="quiet" busy={action.busy} onClick={() => void give('xlsx')}>{w('excel')}</Button>
			<Button kind="quiet" onClick={() => void give('csv')}>{w('csv')}</Button>
		</div>
	);
}
