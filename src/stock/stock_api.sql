-- name: gtin_product (gtin TEXT)
SELECT product_code FROM gtin WHERE gtin = $1;
