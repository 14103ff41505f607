// For jsonnet-bundler and mixtool: the same files, under the names that mixins have.
{
  prometheusAlerts+:: std.parseYaml(importstr 'alerts/acceptlag.yaml'),
  prometheusRules+:: std.parseYaml(importstr 'rules/acceptlag.yaml'),
  grafanaDashboards+:: {
    'acceptlag.json': import 'dashboards/acceptlag.json',
  },
}
