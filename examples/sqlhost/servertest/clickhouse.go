package servertest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// ClickHouse starts ClickHouse. If CLICKHOUSE_SERVER is set it is the program.
func ClickHouse() (*Server, error) {
	all, err := ClickHouses(1)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// ClickHouses starts several servers. Each knows all of them as the shards of
// the cluster "shops", and skips those that are down unless it is told not to.
func ClickHouses(n int) (all []*Server, err error) {
	program, err := clickhouseServer()
	if err != nil {
		return nil, err
	}
	free, err := ports(n)
	if err != nil {
		return nil, err
	}
	for i := range free {
		dir, _, err := folder("clickhouse", "")
		s := &Server{dir: dir, Port: free[i]}
		if err == nil {
			err = s.startClickHouse(program, free)
		}
		if err != nil {
			for _, s := range all {
				err = errors.Join(err, s.Stop())
			}
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

func clickhouseServer() (string, error) {
	if program := os.Getenv("CLICKHOUSE_SERVER"); program != "" {
		return find(program)
	}
	return find("clickhouse-server", "/opt/clickhouse/usr/sbin/clickhouse-server")
}

// startClickHouse starts the server in its folder, on its port.
func (s *Server) startClickHouse(program string, cluster []int) error {
	s.URL = "clickhouse://default@127.0.0.1:" + strconv.Itoa(s.Port) + "/default"
	for _, sub := range []string{"data", "tmp"} {
		if err := os.MkdirAll(filepath.Join(s.dir, sub), 0o700); err != nil {
			return err
		}
	}
	for name, text := range map[string]string{"config.xml": s.config(cluster), "users.xml": users} {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	s.again = func() error {
		if err := s.launch(nil, program, "--config-file="+filepath.Join(s.dir, "config.xml")); err != nil {
			return err
		}
		return s.await(func() error { return answers(s.Port) })
	}
	return s.again()
}

func (s *Server) config(cluster []int) string {
	shards := ""
	for _, port := range cluster {
		shards += fmt.Sprintf("<shard><replica><host>127.0.0.1</host><port>%d</port></replica></shard>", port)
	}
	if shards != "" {
		shards = "<remote_servers><shops>" + shards + "</shops></remote_servers>"
	}
	return fmt.Sprintf(`<yandex>
<logger><level>warning</level><console>true</console></logger>
<tcp_port>%[2]d</tcp_port><listen_host>127.0.0.1</listen_host>
<path>%[1]s/data/</path><tmp_path>%[1]s/tmp/</tmp_path><users_config>%[1]s/users.xml</users_config>
<default_profile>default</default_profile><default_database>default</default_database>
<mark_cache_size>104857600</mark_cache_size><timezone>Asia/Kathmandu</timezone>%[3]s
</yandex>`, s.dir, s.Port, shards)
}

// users has one user, from loopback. Its profile has the trap that is told of
// clusters: shards that are down are skipped in silence. What is sorted or grouped and does not fit
// in a part of the memory goes to disk.
const users = `<yandex>
<profiles><default>
<insert_distributed_sync>1</insert_distributed_sync>
<skip_unavailable_shards>1</skip_unavailable_shards>
<max_bytes_before_external_sort>1000000000</max_bytes_before_external_sort>
<max_bytes_before_external_group_by>1000000000</max_bytes_before_external_group_by>
</default></profiles>
<users><default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users>
<quotas><default></default></quotas>
</yandex>`
