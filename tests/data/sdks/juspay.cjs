// Juspay's Node library as a merchant of our simulator. Its session, refund and payment calls work with encrypted keys only, which
// this simulator does not have; its order calls use the API key.
const assert = require("node:assert/strict");
const http = require("node:http");
const { Juspay } = require("expresscheckout-nodejs");

// The library passes host and port together as the host, which Node takes for a name.
const request = http.request;
http.request = (options, ...rest) => request({ ...options, host: options.host.replace(/:\d+$/, "") }, ...rest);

async function main() {
  const { address, control } = JSON.parse(process.argv[2]);
  const opened = await fetch(`${control}/tenants`, { method: "POST", body: "{}" });
  assert.ok(opened.ok);
  const { credentials } = await opened.json();
  const account = (apiKey) => new Juspay({ apiKey, merchantId: credentials.merchant_id, baseUrl: address });
  const juspay = account(credentials.api_key);

  const order_id = "sdk-node-1";
  const created = await juspay.order.create({ order_id, amount: 100.5, currency: "INR", customer_id: "sdk-customer" });
  assert.deepEqual([created.order_id, created.status], [order_id, "NEW"]);
  const read = await juspay.order.status(order_id, {});
  assert.deepEqual([read.order_id, read.status, read.amount], [order_id, "NEW", 100.5]);

  const refused = await account("wrong").order.status(order_id, {}).then(() => assert.fail("it was accepted"), (error) => error);
  assert.equal(refused.http?.statusCode ?? refused.statusCode ?? refused.status, 401, refused);
}

main().catch((error) => { console.error(error); process.exitCode = 1; });
