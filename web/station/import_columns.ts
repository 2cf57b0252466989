// The columns of the list as the form of the ministry heads them.
import { say, type Pair } from '../shared/lang';

const columns: Record<string, Pair> = {
	name: ['Họ và tên', 'Full name'],
	birth_date: ['Ngày sinh', 'Birth date'],
	sex: ['Giới tính', 'Sex'],
	priority_group: ['Mã nhóm ưu tiên', 'Priority group'],
	workplace: ['Đơn vị công tác', 'Workplace'],
	phone: ['Số điện thoại', 'Phone'],
	number: ['Số CMT/CCCD', 'Identity number'],
	cccd: ['Số CMT/CCCD', 'Identity number'],
	insurance: ['Số thẻ BHYT', 'Insurance number'],
	province: ['Tỉnh/Thành phố', 'Province'],
	province_code: ['Mã tỉnh', 'Province code'],
	district: ['Quận/Huyện', 'District'],
	district_code: ['Mã huyện', 'District code'],
	commune: ['Xã/Phường', 'Commune'],
	commune_code: ['Mã xã', 'Commune code'],
	address: ['Địa chỉ', 'Address'],
};

export const columnName = (field: string | null): string => (field && columns[field] ? say(columns[field]!) : '');
