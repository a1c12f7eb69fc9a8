/** Indexes, views, functions, triggers, policies and grants: made after the rows, which load faster without them. */
export const RULES = `
CREATE INDEX ON customers (tenant_id);
CREATE INDEX ON addresses (customer_id);
CREATE INDEX ON products (category_id, id);
CREATE INDEX ON products USING gin (attributes jsonb_path_ops);
CREATE INDEX ON products USING gin (tags);
CREATE INDEX ON orders (customer_id, placed_at DESC);
CREATE INDEX ON order_items (product_id);
CREATE INDEX ON payments (order_id);
CREATE INDEX ON reviews (product_id, id);
CREATE INDEX ON carts (customer_id);

CREATE VIEW active_products AS
  SELECT id, category_id, sku, name, price, gross_price, attributes, tags FROM products WHERE active;
CREATE VIEW product_listing AS
  SELECT p.id, p.category_id, p.name, p.gross_price, r.reviews, round(r.stars::numeric / nullif(r.reviews, 0), 2) AS rating
  FROM active_products p LEFT JOIN product_ratings r ON r.product_id = p.id;
CREATE VIEW open_orders WITH (security_invoker = true) AS
  SELECT id, placed_at, tenant_id, customer_id, total FROM orders WHERE status IN ('placed', 'paid');
CREATE MATERIALIZED VIEW product_sales AS
  SELECT product_id, sum(quantity)::bigint AS sold, sum(quantity * price) AS revenue FROM order_items GROUP BY product_id;
CREATE UNIQUE INDEX ON product_sales (product_id);

CREATE FUNCTION stock_of(product int) RETURNS bigint LANGUAGE sql STABLE
  RETURN (SELECT coalesce(sum(quantity), 0) FROM inventory WHERE product_id = product);

CREATE FUNCTION change_price(product int, new_price numeric, at timestamptz) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
  old_price numeric;
BEGIN
  SELECT price INTO STRICT old_price FROM products WHERE id = product FOR UPDATE;
  UPDATE product_prices SET valid = tstzrange(lower(valid), at)
    WHERE product_id = product AND upper_inf(valid) AND lower(valid) < at;
  INSERT INTO product_prices VALUES (product, tstzrange(at, NULL), new_price)
    ON CONFLICT (product_id, valid) DO UPDATE SET price = excluded.price;
  UPDATE products SET price = new_price WHERE id = product;
  RETURN old_price;
END $$;

CREATE FUNCTION keep_rating() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE product_ratings SET reviews = reviews - 1, stars = stars - OLD.stars WHERE product_id = OLD.product_id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO product_ratings AS r VALUES (NEW.product_id, 1, NEW.stars)
      ON CONFLICT (product_id) DO UPDATE SET reviews = r.reviews + 1, stars = r.stars + excluded.stars;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_rating AFTER INSERT OR DELETE OR UPDATE OF product_id, stars ON reviews
  FOR EACH ROW EXECUTE FUNCTION keep_rating();

CREATE FUNCTION log_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO events (kind, payload)
    VALUES ('status', jsonb_build_object('order', NEW.id, 'from', OLD.status, 'to', NEW.status));
  RETURN NULL;
END $$;
CREATE TRIGGER log_status AFTER UPDATE OF status ON orders
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION log_status();

CREATE RULE count_coupons AS ON INSERT TO orders WHERE NEW.coupon_code IS NOT NULL
  DO ALSO UPDATE coupons SET used = used + 1 WHERE code = NEW.coupon_code;

ALTER TABLE customers ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON customers TO shop_app, shop_readonly USING (true);
CREATE POLICY everybody ON orders TO shop_app, shop_readonly USING (true);
CREATE POLICY own_tenant ON customers TO shop_tenant USING (tenant_id = current_setting('app.tenant')::int);
CREATE POLICY own_tenant ON orders TO shop_tenant USING (tenant_id = current_setting('app.tenant')::int);

GRANT SELECT ON ALL TABLES IN SCHEMA public TO shop_app, shop_readonly, shop_tenant;
GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO shop_app;
GRANT INSERT, UPDATE ON customers, orders, order_items TO shop_tenant;
GRANT INSERT ON events TO shop_tenant;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO shop_app, shop_tenant;
`;
